import type { ModelTimes, TimeStagesOptions } from '#engine/diffusion/timeStages.ts'
import { OperatorError, reasonOf } from '#errors/operatorError.ts'
import { workerConfigFields } from '#settings/config.ts'
import { text } from '#settings/field.ts'
import { settingsFields } from '#settings/schema.ts'
import type { Command } from '../command.ts'
import { configOf } from '../given.ts'
import { MODEL } from './modelArgument.ts'
import { readModelSurroundings, say } from './modelSurroundings.ts'
import { tableOf } from './table.ts'

const { models, provider, device, precision, vae, threads } = workerConfigFields
const fields = {
  ...{ models, provider, device, precision, vae, threads },
  size: text({ default: '512x512', doc: 'Size of the pictures, WIDTHxHEIGHT, both multiples of 8.' }),
  batchSize: settingsFields.batchSize,
}
const defaults = { batchSize: 1 } as const

/** All that can be there without having been asked for: TensorRT takes minutes to start. */
const AUTO = ['cuda', 'webgpu', 'cpu'] as const

/** `npx i2i model bench MODEL` */
export const benchCommand: Command = {
  name: 'model bench',
  summary: 'How fast this machine is with a model, on each provider that works.',
  intro:
    'Times each network of a model by itself: pictures to latents (encode), one step (denoise), latents to pictures (decode). ' +
    'On the CPU a large model takes minutes. Nothing else should run meanwhile.',
  examples: [
    ['npx i2i model bench stabilityai/sd-turbo', 'on each of cuda, webgpu and cpu that works'],
    ['npx i2i model bench stabilityai/sdxl-turbo --provider cuda --size 1024x576 --batch-size 4', 'as in a show'],
  ],
  arguments: [MODEL],
  fields,
  defaults,
  async run(given, { clock, signal, log }, [name = '']) {
    const { models, size, batchSize, provider, ...wishes } = configOf(fields, given, defaults)
    const { askedSize } = await import('#app/render/renderSize.ts')
    const { findModel } = await import('#hub/installed.ts')
    const folder = await findModel(name, readModelSurroundings({ models }).places)
    const { widthPx, heightPx } = askedSize(size) ?? { widthPx: 512, heightPx: 512 }
    const shape = { count: batchSize === 'auto' ? 1 : batchSize, widthPx, heightPx }
    const options = { ...wishes, folder, shape, clock, signal, log: { info() {}, warn: log.warn.bind(log) } }
    say(`${name}, ${widthPx}x${heightPx}, batches of ${shape.count}`)
    await benchEach(provider === 'auto' ? AUTO : [provider], options)
  },
}

/** Those of several that do not work are said and passed over; one that was asked for has to. */
async function benchEach(
  providers: readonly TimeStagesOptions['provider'][],
  options: Omit<TimeStagesOptions, 'provider'>,
): Promise<void> {
  const { timeStages } = await import('#engine/diffusion/timeStages.ts')
  for (const provider of providers) {
    try {
      const times = await timeStages({ ...options, provider })
      say('', `${provider}: ${times.arithmetic}`, timesTable(times, options.shape.count))
    } catch (error) {
      if (options.signal.aborted) return
      const isOnlyThis = error instanceof OperatorError && OF_A_PROVIDER.includes(error.code)
      if (providers.length === 1 || !isOnlyThis) throw error
      say('', `${provider} is passed over: ${reasonOf(error)}`)
    }
  }
}

const OF_A_PROVIDER: readonly string[] = ['PROVIDER_UNAVAILABLE', 'DEVICE_OUT_OF_MEMORY', 'INFERENCE_FAILED']

/** One line for each stage, and one for a picture that goes through all with one step. */
function timesTable({ stages }: ModelTimes, count: number): string {
  const all = {
    stage: 'all, 1 step',
    ms: stages.reduce((sum, { ms }) => sum + ms, 0),
    gflop: stages.reduce((sum, { gflop }) => sum + gflop, 0),
  }
  const rows = [...stages, all].map(({ stage, ms, gflop }) => {
    // 10^9 operations in a thousandth of a second are 10^12 a second
    return [stage, ms.toFixed(1), ((count * 1000) / ms).toPrecision(3), (gflop / ms).toPrecision(3)]
  })
  return tableOf(['STAGE', 'MS', 'FRAMES/S', 'TFLOP/S'], rows)
}
