/**
 * How long until a full-size UNet is ready on the CPU, how much memory is that process's own, and what does a second process on the
 * same files add? Random weights; `node bench/diffusionStart.ts [sd-turbo|sdxl-turbo …]`.
 */
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { statSync } from 'node:fs'
import type { Done, Ready } from './diffusionStartChild.ts'
import { type FullSizeName, fullSizeModel, type Precision, weightsFile } from './fullSizeModel.ts'
import { report } from './report.ts'

const CHILD = new URL('./diffusionStartChild.ts', import.meta.url).pathname
const MB = 2 ** 20
const asked = process.argv.slice(2) as FullSizeName[]

for (const name of asked.length > 0 ? asked : (['sd-turbo', 'sdxl-turbo'] as const)) {
  await measure(name, 'float32')
  if (name === 'sd-turbo') await measure(name, 'float16')
}

async function measure(name: FullSizeName, precision: Precision): Promise<void> {
  const folder = await fullSizeModel(name, precision, ['unet'])
  const weightsMb = statSync(weightsFile(folder, 'unet', precision)).size / MB
  const began = performance.now()
  await using first = await start(folder, precision)
  const commandToReadyMs = performance.now() - began
  const afterRun = await first.run()
  const second = precision === 'float32' ? await addSecond(folder, precision) : {}
  const { graphMs, sessionMs, memory } = first.ready
  const times = { commandToReadyMs, graphMs, sessionMs, readyMs: graphMs + sessionMs, runMs: afterRun.runMs }
  const privateMb = { ready: memory.privateMb, afterRun: afterRun.memory.privateMb }
  report('diffusionStart', { model: name, precision, size: '512x512' }, { ...times, weightsMb, privateMb, ...second })
}

/** What a second process on the same file takes for itself while the first one lives, both having run. */
async function addSecond(folder: string, precision: Precision) {
  await using second = await start(folder, precision)
  const { privateMb, sharedMb } = (await second.run()).memory
  return { secondProcess: { privateMb, sharedMb } }
}

type Running = AsyncDisposable & { readonly ready: Ready; run(): Promise<Done> }

async function start(folder: string, precision: Precision): Promise<Running> {
  const child = fork(CHILD, [folder, precision])
  return {
    ready: await said<Ready>(child),
    run: () => {
      child.send('run')
      return said<Done>(child)
    },
    async [Symbol.asyncDispose]() {
      const ended = once(child, 'exit')
      child.kill()
      await ended
    },
  }
}

async function said<T>(child: ChildProcess): Promise<T> {
  const stop = new AbortController()
  const ended = once(child, 'exit', stop).then(() => {
    throw new Error('the process has ended')
  })
  const [message] = await Promise.race([once(child, 'message', stop), ended])
  ended.catch(() => undefined) // taken back
  stop.abort()
  return message as T
}
