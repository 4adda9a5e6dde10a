import { OperatorError, reasonOf } from '#errors/operatorError.ts'
import { type Dialect, dialectOf } from '#onnx/dialect.ts'
import { selfCheckBlock, selfCheckInputs } from './selfCheckBlock.ts'
import { type Device, openSession, type Tensor } from './session.ts'

/** The dialect that was found good, and how that came about. */
export type Verdict = {
  readonly dialect: Dialect
  /** Largest difference to the CPU, in standard deviations of the right numbers. */
  readonly error: number
  /** How many times longer than one thread of the CPU the block took, once everything was compiled. */
  readonly slowness: number
  /** One phrase for each dialect that was passed over. */
  readonly passedOver: readonly string[]
}

/**
 * How far a right answer may be from the CPU's, in standard deviations. Half precision and the shortened float32 of tensor
 * cores have 11 bits; wrong kernels are off by tenths.
 */
const LIMITS: Readonly<Record<Dialect['float'], number>> = { float32: 5e-3, float16: 2e-2 }

/**
 * Runs a small block on a device and on the CPU, and takes the first dialect that gives the same numbers: some adapters
 * cannot compute in float16, and on some the fused attention is wrong.
 *
 * @param floats what may be computed in, the best first
 * @throws OperatorError PROVIDER_UNAVAILABLE if no dialect works
 */
export async function selfCheck(device: Device, floats: readonly Dialect['float'][]): Promise<Verdict> {
  const right = await runBlock(CPU, dialectOf('cpu', 'float32'))
  const passedOver: string[] = []
  for (const dialect of candidates(device, floats)) {
    try {
      const tried = await runBlock(device, dialect)
      const error = largestError(tried.results, right.results)
      if (error <= LIMITS[dialect.float]) return { dialect, error, slowness: tried.ms / right.ms, passedOver }
      passedOver.push(`${nameOf(dialect)} is off by ${error.toPrecision(2)}`)
    } catch (error) {
      // without a driver or an adapter every dialect fails alike
      if (error instanceof OperatorError && error.code === 'PROVIDER_UNAVAILABLE') throw error
      passedOver.push(`${nameOf(dialect)} does not run (${reasonOf(error)})`)
    }
  }
  const message = `${device.provider} computes wrongly or not at all here: ${passedOver.join('; ')}.`
  const remedy = 'Update the driver of the graphics card, or take another one with --provider or --precision.'
  throw new OperatorError('PROVIDER_UNAVAILABLE', message, remedy)
}

const CPU: Device = { provider: 'cpu', device: 0, threads: 1 }

function candidates({ provider }: Device, floats: readonly Dialect['float'][]): Dialect[] {
  return floats.flatMap((float) => {
    const best = dialectOf(provider, float)
    return best.attention === 'fused' ? [best, { ...best, attention: 'decomposed' as const }] : [best]
  })
}

/** `float16 with fused attention` */
function nameOf({ float, attention }: Dialect): string {
  return `${float} with ${attention} attention`
}

type Results = Readonly<Record<string, Tensor>>

/** Twice, because the first time takes what it takes. */
async function runBlock(device: Device, dialect: Dialect): Promise<{ results: Results; ms: number }> {
  await using session = await openSession(selfCheckBlock(dialect), device)
  const inputs = selfCheckInputs()
  await session.run(inputs)
  const startMono = performance.now()
  const results = await session.run(inputs)
  return { results, ms: performance.now() - startMono }
}

function largestError(actual: Results, right: Results): number {
  return Math.max(
    ...Object.entries(right).map(([name, { values }]) => {
      const wanted = values as Float32Array
      const given = actual[name].values as Float32Array
      return maxDifference(given, wanted) / deviationOf(wanted)
    }),
  )
}

/** NaN if there is one. */
function maxDifference(a: Float32Array, b: Float32Array): number {
  return a.reduce((largest, value, i) => Math.max(largest, Math.abs(value - b[i])), 0)
}

function deviationOf(values: Float32Array): number {
  const mean = values.reduce((sum, v) => sum + v, 0) / values.length
  return Math.sqrt(values.reduce((sum, v) => sum + (v - mean) ** 2, 0) / values.length)
}
