import type { Check } from '../check.ts'
import { note, type Outcome, ok, problem } from '../finding.ts'
import type { Machine } from '../machine.ts'
import { install } from '../operatingSystem.ts'
import { firstLine, runTool } from '../runTool.ts'

/** ffmpeg, ffprobe, and what ffmpeg was built with. */
export const ffmpegChecks: readonly Check[] = [
  { group: 'Programs', name: 'ffmpeg', look: lookAtFfmpeg },
  {
    group: 'Programs',
    name: 'ffprobe',
    look: async (machine) => {
      const { end, stdout } = await runTool('ffprobe', ['-version'], { env: machine.environment })
      if (end === 'done') return ok(versionIn(stdout))
      if (end === 'late') return note('gives no answer')
      return missing(machine, 'videos are asked about with it.')
    },
  },
]

async function lookAtFfmpeg(machine: Machine): Promise<Outcome | Outcome[]> {
  const { environment, system } = machine
  const ask = (...args: string[]) => runTool('ffmpeg', ['-hide_banner', ...args], { env: environment })
  const [version, encoders, devices] = await Promise.all([ask('-version'), ask('-encoders'), ask('-devices')])
  if (version.end === 'late') return note('gives no answer')
  if (version.end === 'missing') return missing(machine, 'cameras, videos, streams and recordings need it.')
  const lacking = lackingParts(encoders.stdout, devices.stdout, system.platform)
  const said = versionIn(version.stdout)
  if (lacking.length === 0) return ok(said)
  return note(`${said}, built without ${lacking.join(', ')}`, install(system, 'ffmpeg'))
}

/** A machine that looks for a server elsewhere is a worker's, which gets its pictures from there. */
function missing({ server, system }: Machine, purpose: string): Outcome {
  if (server !== '') return note('is not installed; a worker needs none.')
  return problem(`is not installed; ${purpose}`, install(system, 'ffmpeg'))
}

/** What this ffmpeg lacks of what we use, in words. */
export function lackingParts(encoders: string, devices: string, platform: NodeJS.Platform): string[] {
  const has = (list: string, name: string) => new RegExp(`^ *[\\w.]+ +(?:\\w+,)*${name}[, ]`, 'm').test(list)
  const inputs =
    platform === 'linux' ? [...devicesOf('video4linux2', 'cameras'), ...devicesOf('x11grab', 'screens')] : []
  return [
    ...(has(encoders, 'libx264') ? [] : ['libx264 (recordings)']),
    ...inputs.filter(({ name }) => !has(devices, name)).map(({ name, purpose }) => `${name} (${purpose})`),
  ]
}

function devicesOf(name: string, purpose: string) {
  return [{ name, purpose }]
}

function versionIn(stdout: string): string {
  return /version (\S+)/.exec(firstLine(stdout))?.[1] ?? firstLine(stdout)
}
