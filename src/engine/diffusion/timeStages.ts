import { openStages, type Stage } from '#diffusion/openStages.ts'
import type { Shape } from '#diffusion/shape.ts'
import type { Clock } from '#flow/clock.ts'
import type { WorkerConfig } from '#settings/config.ts'
import type { Log } from '#telemetry/log.ts'

export type TimeStagesOptions = Pick<WorkerConfig, 'provider' | 'device' | 'precision' | 'threads' | 'vae'> & {
  /** A checkpoint in the diffusers layout. */
  readonly folder: string
  readonly shape: Shape
  readonly clock: Clock
  /** Looked at between two runs. */
  readonly signal: AbortSignal
  readonly log: Pick<Log, 'info' | 'warn'>
}

/** How long one network takes for a batch. */
export type StageTime = {
  readonly stage: Stage['name']
  /** Median. */
  readonly ms: number
  readonly gflop: number
}

export type ModelTimes = {
  readonly provider: string
  /** What was computed in, and how: `float16, fused attention`. */
  readonly arithmetic: string
  readonly stages: readonly StageTime[]
}

/** The first runs on a GPU are slow: programs are compiled, algorithms chosen. */
const WARM_UP_RUNS = { cpu: 1, gpu: 3 }
/** As many runs as fit into this time, but at least `MIN_RUNS`. */
const MEASURED_MS = 3000
const MIN_RUNS = 3
const MAX_RUNS = 100

/**
 * Times the networks of a model on a provider. Blocks the thread for the length of a run.
 * @throws OperatorError PROVIDER_UNAVAILABLE, DEVICE_OUT_OF_MEMORY, CHECKPOINT_INVALID, …; what `signal` gives as its reason
 */
export async function timeStages(options: TimeStagesOptions): Promise<ModelTimes> {
  const { choice, open } = await openStages(options, options.log)
  const { device, dialect } = choice
  const stages: StageTime[] = []
  for (const openStage of open) {
    await using stage = await openStage()
    const warmUp = device.provider === 'cpu' ? WARM_UP_RUNS.cpu : WARM_UP_RUNS.gpu
    for (let i = 0; i < warmUp; i++) await timed(stage, options)
    stages.push({ stage: stage.name, ms: await medianMs(stage, options), gflop: stage.gflop })
  }
  return { provider: device.provider, arithmetic: `${dialect.float}, ${dialect.attention} attention`, stages }
}

async function medianMs(stage: Stage, options: TimeStagesOptions): Promise<number> {
  const times: number[] = []
  const until = options.clock.now() + MEASURED_MS
  while (times.length < MIN_RUNS || (options.clock.now() < until && times.length < MAX_RUNS)) {
    times.push(await timed(stage, options))
  }
  return times.sort((a, b) => a - b)[Math.floor(times.length / 2)]
}

async function timed(stage: Stage, { clock, signal }: TimeStagesOptions): Promise<number> {
  await new Promise(setImmediate) // a run blocks: what has come meanwhile, such as Ctrl-C, is heard here
  signal.throwIfAborted()
  const began = clock.now()
  await stage.run()
  return clock.now() - began
}
