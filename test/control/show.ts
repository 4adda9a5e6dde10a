import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { encode } from '@msgpack/msgpack'
import { type Control, type ControlOptions, openControl } from '#control/control.ts'
import type { Desk } from '#desk/desk.ts'
import { systemClock } from '#flow/clock.ts'
import { PictureBoard, type Published } from '#output/pictureBoard.ts'
import { SettingsStore } from '#settings/store.ts'
import { Drops } from '#telemetry/drops.ts'
import { silentLog } from '#telemetry/log.ts'
import { aDesk } from '#test/aDesk.ts'
import { fakeStatus } from '#test/fakeStatus.ts'

/** An open HTTP door with nothing behind it but fakes. */
export type Show = AsyncDisposable & {
  readonly control: Control
  readonly url: string
  readonly settings: SettingsStore
  readonly desk: Desk
  readonly board: PictureBoard
  readonly drops: Drops
  /** A folder with the folders `frames` and `other`; its own directory is thrown away in the end. */
  readonly dataRoot: string
}

export async function openShow(options: Partial<ControlOptions> = {}): Promise<Show> {
  const home = mkdtempSync(join(tmpdir(), 'i2i-control-'))
  const dataRoot = join(home, 'data')
  for (const name of ['frames', 'other', 'a folder/inside']) mkdirSync(join(dataRoot, name), { recursive: true })
  const settings = options.desk?.settings ?? new SettingsStore()
  const desk = options.desk ?? (await aDesk({ settings, cuesPath: join(home, 'cues.yaml') }))
  await using opening = new AsyncDisposableStack()
  opening.defer(() => rmSync(home, { recursive: true }))
  opening.use(desk.cues)
  opening.use(desk)
  const board = new PictureBoard()
  const drops = new Drops()
  const control = opening.use(
    await openControl({
      host: '127.0.0.1',
      port: 0,
      desk,
      token: '',
      allowOrigin: '',
      oscPort: 8000,
      cameras: async () => [{ id: '0', name: 'A camera' }],
      endShow: () => undefined,
      recordings: { status: undefined, start: async () => undefined, stop: async () => undefined },
      workers: { bench: isAda, unbench: isAda, restart: isAda },
      dataRoot,
      status: () => fakeStatus(),
      metricsText: async () => '# TYPE i2i_frames counter\ni2i_frames 1\n',
      board,
      log: silentLog,
      drops,
      clock: systemClock,
      writeTrace: async () => '{"traceEvents":[]}',
      pageDirectory: join(home, 'no-page'),
      ...options,
    }),
  )
  const open = opening.move()
  return {
    ...{ control, url: control.url, settings, desk, board: options.board ?? board },
    ...{ drops: options.drops ?? drops, dataRoot },
    [Symbol.asyncDispose]: () => open.disposeAsync(),
  }
}

/** The only worker there is. */
function isAda(id: string): boolean {
  return id === 'ada'
}

/** A picture as the output publishes it. */
export function published(
  index: number,
  jpeg: Uint8Array = new Uint8Array([0xff, 0xd8, index]),
  capturedAtMs = 1_700_000_000_000 + index * 33,
): Published {
  const input = new Uint8Array([0xff, 0xd8, 0, index])
  return { message: encode([capturedAtMs, index, jpeg]), input, index, capturedAtMs, latencyMs: 40 }
}
