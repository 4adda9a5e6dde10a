import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { encode } from '@msgpack/msgpack'
import { type Control, type ControlOptions, openControl } from '#control/control.ts'
import { systemClock } from '#flow/clock.ts'
import { STEPS } from '#frame/steps.ts'
import { PictureBoard, type Published } from '#output/pictureBoard.ts'
import { SettingsStore } from '#settings/store.ts'
import { Drops } from '#telemetry/drops.ts'
import { silentLog } from '#telemetry/log.ts'
import type { Status } from '#telemetry/status.ts'

/** An open HTTP door with nothing behind it but fakes. */
export type Show = AsyncDisposable & {
  readonly control: Control
  readonly url: string
  readonly settings: SettingsStore
  readonly board: PictureBoard
  readonly drops: Drops
  /** A folder with the folders `frames` and `other`; its own directory is thrown away in the end. */
  readonly dataRoot: string
}

export async function openShow(options: Partial<ControlOptions> = {}): Promise<Show> {
  const home = mkdtempSync(join(tmpdir(), 'i2i-control-'))
  const dataRoot = join(home, 'data')
  for (const name of ['frames', 'other', 'a folder/inside']) mkdirSync(join(dataRoot, name), { recursive: true })
  const settings = new SettingsStore()
  const board = new PictureBoard()
  const drops = new Drops()
  const control = await openControl({
    host: '127.0.0.1',
    port: 0,
    settings,
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
  })
  return {
    ...{ control, url: control.url, settings: options.settings ?? settings, board: options.board ?? board },
    ...{ drops: options.drops ?? drops, dataRoot },
    async [Symbol.asyncDispose]() {
      await control[Symbol.asyncDispose]()
      rmSync(home, { recursive: true })
    },
  }
}

/** A picture as the output publishes it. */
export function published(
  index: number,
  jpeg: Uint8Array = new Uint8Array([0xff, 0xd8, index]),
  capturedAtMs = 1_700_000_000_000 + index * 33,
): Published {
  return { message: encode([capturedAtMs, index, jpeg]), index, capturedAtMs, latencyMs: 40 }
}

/** A server that is well and has one worker. */
export function fakeStatus(changes: Partial<Status> = {}): Status {
  const quantiles = { p50: 48, p95: 60, p99: 75 }
  return {
    version: '0.1.0',
    streamId: 'test',
    uptimeS: 12,
    health: {
      status: 'online',
      parts: { input: { isHealthy: true }, inference: { isHealthy: true }, output: { isHealthy: true } },
    },
    source: { name: 'data/frames', isHealthy: true, index: 3, length: 60 },
    fps: { captured: 30, admitted: 30, published: 30 },
    frames: { captured: 100, admitted: 100, published: 96, failed: 0 },
    queues: { dispatch: 0, inFlight: 4 },
    delayMs: 40,
    latencyMs: quantiles,
    stepsMs: Object.fromEntries(STEPS.map((step) => [step, quantiles])) as Status['stepsMs'],
    drops: {},
    batchSize: 4,
    workers: [
      {
        id: 'atelier-7f3a',
        engine: 'preview',
        device: 'cpu',
        state: 'ready',
        connectedSinceMs: 1_700_000_000_000,
        jobsInFlight: 1,
        framesDone: 96,
        failures: 0,
        fps: 30,
        load: 0.6,
        latencyMs: 31,
      },
    ],
    ...changes,
  }
}
