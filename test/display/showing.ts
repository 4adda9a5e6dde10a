import type { TestContext } from 'node:test'
import turbo from '@julusian/jpeg-turbo'
import { Publisher } from 'zeromq'
import type { Size } from '#frame/capture.ts'
import { eventually } from '#test/eventually.ts'
import { freePorts, type Ports } from '#test/freePorts.ts'
import { type Program, startProgram } from '#test/running.ts'
import { openVirtualScreen, type VirtualScreen } from '#test/virtualScreen.ts'
import { encodePictureMessage } from '#wire/pictureMessage.ts'

/** A window on a screen of its own, and somebody who publishes. */
export type Showing = {
  readonly screen: VirtualScreen
  readonly display: Program
  readonly ports: Ports
  /** The publisher goes away, and comes back on the same port. */
  leave(): void
  comeBack(): Promise<void>
  publish(jpeg: Uint8Array): Promise<void>
  /** Publishes until a pixel has a colour, about. */
  until(place: readonly [x: number, y: number], colour: string, jpeg?: Uint8Array): Promise<void>
}

/** Opens a window as a user would; all is closed when the test is over. */
export async function openShowing(t: TestContext, size: Size, flags: readonly string[] = []): Promise<Showing> {
  const closing = new AsyncDisposableStack()
  t.after(() => closing.disposeAsync())
  const screen = closing.use(await openVirtualScreen(size))
  const ports = await freePorts()
  const address = `tcp://127.0.0.1:${ports.output}`
  let publisher = await publisherAt(address)
  const leave = () => publisher.close()
  closing.defer(() => leave())
  const comeBack = async () => {
    publisher = await publisherAt(address)
  }
  const connect = ['--connect', address, '--settings-port', String(ports.settings)]
  const environment = { DISPLAY: screen.display }
  const display = closing.use(startProgram(['src/cli/main.ts', 'display', ...connect, ...flags], environment))
  await eventually(() => display.said().includes('window:'), { withinMs: 10_000, what: 'a window' })
  let index = 0
  const publish = async (jpeg: Uint8Array) => {
    await publisher.send(encodePictureMessage({ timestamp: Date.now(), index: index++, jpeg }))
  }
  const until = async ([x, y]: readonly [number, number], colour: string, jpeg = FOUR_COLOURS) => {
    const isThere = async () => {
      await publish(jpeg)
      return isAbout(screen.colourAt(x, y), colour)
    }
    await eventually(isThere, { what: `${colour} at ${x}, ${y}` })
  }
  return { screen, display, ports, leave, comeBack, publish, until }
}

/** Publishes everything, however slow the window is. */
async function publisherAt(address: string): Promise<Publisher> {
  const publisher = new Publisher({ linger: 0, sendHighWaterMark: 1000 })
  await publisher.bind(address)
  return publisher
}

/** Whether two colours look the same; JPEGs and graphics cards round differently. */
export function isAbout(a: string, b: string): boolean {
  const [one, other] = [a, b].map((colour) => [1, 3, 5].map((i) => Number.parseInt(colour.slice(i, i + 2), 16)))
  return one?.every((value, i) => Math.abs(value - (other?.[i] ?? 999)) <= 6) ?? false
}

/** A JPEG of 320x180 with red, blue, green and white in its corners: top left, top right, bottom left, bottom right. */
export const FOUR_COLOURS = fourColours({ widthPx: 320, heightPx: 180 })

/** The same in another size. */
export function fourColours({ widthPx, heightPx }: Size): Uint8Array {
  const pixels = Buffer.alloc(widthPx * heightPx * 3)
  for (let i = 0; i < widthPx * heightPx; i++) {
    const [isRight, isLower] = [i % widthPx >= widthPx / 2, i >= (heightPx / 2) * widthPx]
    pixels.set(isLower ? (isRight ? [255, 255, 255] : [0, 255, 0]) : isRight ? [0, 0, 255] : [255, 0, 0], i * 3)
  }
  const options = {
    format: turbo.FORMAT_RGB,
    width: widthPx,
    height: heightPx,
    subsampling: turbo.SAMP_444,
    quality: 98,
  }
  return new Uint8Array(turbo.compressSync(pixels, options))
}
