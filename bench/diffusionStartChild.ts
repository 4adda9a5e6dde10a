/** One process of `diffusionStart.ts`: makes a UNet ready, and runs it when it is told to. */
import { readFileSync } from 'node:fs'
import { randomInputs } from '#diffusion/randomInputs.ts'
import { openSession } from '#diffusion/session.ts'
import type { Precision } from './fullSizeModel.ts'
import { unetOf } from './fullSizeNetworks.ts'

/** What a process uses, in MB of 2^20 bytes. @see proc(5), smaps_rollup */
export type Memory = {
  /** Written to by this process: nobody else can use it. */
  readonly privateMb: number
  /** As it is in a file, and mapped by other processes as well. */
  readonly sharedMb: number
}

export type Ready = { readonly graphMs: number; readonly sessionMs: number; readonly memory: Memory }
export type Done = { readonly runMs: number; readonly memory: Memory }

const [folder, precision] = process.argv.slice(2)
const began = performance.now()
const graph = await unetOf(folder, { precision: precision as Precision, count: 1, heightPx: 512, widthPx: 512 })
const model = graph.serialize()
const built = performance.now()
const session = await openSession(model, { provider: 'cpu', device: 0 })
const sessionMs = performance.now() - built
tell({ graphMs: built - began, sessionMs, memory: memory() } satisfies Ready)

process.on('message', async () => {
  const started = performance.now()
  await session.run(randomInputs(graph.model.inputs))
  tell({ runMs: performance.now() - started, memory: memory() } satisfies Done)
})

function memory(): Memory {
  const text = readFileSync('/proc/self/smaps_rollup', 'utf8')
  const mb = (name: string) => Number(new RegExp(`^${name}: +(\\d+) kB`, 'm').exec(text)?.[1]) / 1024
  return { privateMb: mb('Private_Dirty') + mb('SwapPss'), sharedMb: mb('Shared_Clean') }
}

function tell(message: object): void {
  process.send?.(message)
}
