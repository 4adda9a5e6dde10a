import { systemClock } from '#flow/clock.ts'
import { serverConfigFields } from '#settings/config.ts'
import { type CameraReport, reportCameras } from '../../cameras.ts'
import type { Check } from '../check.ts'
import { note, type Outcome, ok, problem } from '../finding.ts'
import { asRoot, type System } from '../operatingSystem.ts'

/** Each camera, asked what it delivers. */
export const camerasCheck: Check = {
  group: 'Screen and cameras',
  name: 'cameras',
  async look({ system }) {
    const { cameraSize, cameraFps, cameraFormat } = serverConfigFields
    const asked = { cameraSize: cameraSize.default, cameraFps: cameraFps.default, cameraFormat: cameraFormat.default }
    const cameras = await reportCameras({ ...asked, withinMs: 5000 }, { clock: systemClock })
    if (cameras.length === 0)
      return note('none is connected.', 'Plug one in, or play a folder, a video or a screen: docs/cameras.md')
    return cameras.map((camera) => ({ ...outcomeOf(camera, system), name: `camera ${camera.index}` }))
  },
}

function outcomeOf({ name, device, state, taken, problem: why, reason }: CameraReport, system: System): Outcome {
  if (state === 'forbidden') {
    return problem(
      `${name} (${device}) may not be opened by this user.`,
      `${asRoot(system, 'usermod -aG video $USER')}, then log in again`,
    )
  }
  if (taken) return ok(`${name}: ${taken.format} ${taken.size} at ${taken.fps} fps`)
  return note(`${name} (${device}): ${why ?? reason ?? 'delivers no pictures'}`, 'npx i2i cameras')
}
