import type { Clock } from '#flow/clock.ts'
import type { Log } from '#telemetry/log.ts'
import { clientKeys } from '#wire/clientKeys.ts'
import { openPictureSocket } from '#wire/pictureSocket.ts'
import { Contact } from './contact.ts'
import type { DisplayConfig } from './displayFields.ts'
import { Keys } from './keys.ts'
import { renderLabel } from './label.ts'
import { Overlay } from './overlay.ts'
import { PictureReader, type Shown } from './pictures.ts'
import { RemoteShow } from './remoteShow.ts'
import type { Sdl } from './sdl/sdl.ts'
import { Stage } from './stage.ts'
import { ticks } from './ticks.ts'

export type DisplayOptions = {
  readonly sdl: Sdl
  readonly config: DisplayConfig
  /** `http://HOST:PORT` of the server. */
  readonly address: string
  readonly clock: Clock
  readonly signal: AbortSignal
  readonly log: Log
}

/**
 * Shows the pictures of a server until the signal aborts or somebody closes the window: always the newest at the next turn
 * of the screen, with no queue. A screen that is not there (yet) is tried again.
 * @throws OperatorError BAD_OPTION
 */
export async function display({ sdl, config, address, clock, log, ...options }: DisplayOptions): Promise<void> {
  const closed = new AbortController()
  const onClosed = () => closed.abort()
  const signal = AbortSignal.any([options.signal, closed.signal])
  const { connect, token } = config

  const show = new RemoteShow({ address, token, clock, signal })
  using stage = new Stage({ sdl, config, title: `i2i ${connect}`, log })
  const overlay = new Overlay({
    ...{ clock, log, show, render: renderLabel },
    setLabel: (label) => stage.setLabel(label),
    shortSidePx: () => stage.shortSidePx,
  })
  show.onChange = () => {
    overlay.isDetailed = show.settings?.debug ?? false
  }
  const keys = new Keys({ stage, show, overlay, clock, end: onClosed })

  const socket = openPictureSocket({
    ...{ address: connect, option: '--connect', keep: 1 },
    curve: clientKeys(config),
    watch: { clock, log },
  })
  signal.addEventListener('abort', () => socket.close(), { once: true })
  const contact = new Contact(socket, clock, () => void showNewest())
  const reader = new PictureReader({ onRefused: (reason) => log.warn(`A picture from ${connect} ${reason}.`) })
  let count = 0
  const put = (picture: Shown | undefined) => {
    if (!picture || signal.aborted) return
    count++
    contact.restored()
    stage.setShade(0)
    stage.show(picture)
    overlay.shown(picture)
  }
  const pictures = async () => {
    for await (const [bytes] of socket) put(await reader.read(bytes))
  }
  // a show may be paused, or this window started again: then there is a picture, and none comes
  const showNewest = async () => {
    const before = count
    const newest = await show.newest()
    if (newest && count === before) put(await new PictureReader({ onRefused: () => undefined }).decode(newest))
  }
  const ticking = ticks({ stage, keys, overlay, contact, holdMs: config.hold * 1000, clock, log, signal, onClosed })
  await Promise.all([ticking, pictures(), showNewest(), show.follow()]).finally(onClosed)
}
