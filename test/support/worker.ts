import type { Engine, EngineInput } from '#engine/engine.ts'
import type { Pictures } from '#frame/pictures.ts'
import type { Job } from '#wire/job.ts'
import { decoder } from '#worker/decode.ts'
import { PixelPool } from '#worker/pixelPool.ts'
import type { Decoded } from '#worker/work.ts'
import { aJob } from './messages.ts'

/** A pool that knows how many of its buffers have not been given back. */
export class CountingPool extends PixelPool {
  outstanding = 0

  override acquire(bytes: number): Uint8Array<SharedArrayBuffer> {
    this.outstanding++
    return super.acquire(bytes)
  }

  override release(buffer: Uint8Array<SharedArrayBuffer>): void {
    this.outstanding--
    super.release(buffer)
  }
}

/** An engine that does what the test says, and keeps what it was asked. */
export function fakeEngine(transform: (input: EngineInput) => Promise<Pictures> | Pictures) {
  const asked: EngineInput[] = []
  const engine: Engine = {
    name: 'fake',
    description: 'does what the test says',
    async transform(input) {
      asked.push(input)
      return transform(input)
    },
    async [Symbol.asyncDispose]() {},
  }
  return { engine, asked }
}

/** A job as the first stage leaves it. */
export function decodedJob(changes: Partial<Job>, pool: PixelPool): Promise<Decoded> {
  const clock = { now: () => 0, wallMs: () => 0, until: async () => undefined }
  return decoder({ pool, clock, maxPixels: 1e6 })({ job: aJob(changes), arrivedMono: 0 })
}

/** An engine's way to paint everything in one grey, in place. */
export function allGrey(grey: number): (input: EngineInput) => Pictures {
  return ({ pictures }) => {
    pictures.pixels.fill(grey)
    return pictures
  }
}
