import { OperatorError, reasonOf } from '#errors/operatorError.ts'
import { type Dialect, dialectOf, type Provider } from '#onnx/dialect.ts'
import type { Log } from '#telemetry/log.ts'
import { missingLibrary, nameOf } from './providerLibrary.ts'
import { selfCheck } from './selfCheck.ts'
import type { Device } from './session.ts'

export type ProviderWishes = {
  /** `auto`: the first of CUDA, WebGPU and CPU that works. */
  readonly provider: Provider | 'auto'
  /** Number of the card. */
  readonly device: number
  /** Threads of the CPU; 0: as many as it has cores. */
  readonly threads: number
  /** What to compute in; `auto`: float16 where it works. The CPU computes in float32, whatever the weights are. */
  readonly precision: Dialect['float'] | 'auto'
  /** For devices that bear one thread at a time; see `DeviceLock`. */
  readonly lock?: SharedArrayBuffer
}

/** Who runs the networks, and what they may be made of there. */
export type ProviderChoice = { readonly device: Device; readonly dialect: Dialect }

/** In this order: the fastest first. TensorRT takes minutes to start and is for those who ask for it. */
const AUTO: readonly Provider[] = ['cuda', 'webgpu', 'cpu']

/**
 * Finds a provider that works, by trying it. The log tells why others were passed over.
 * @throws OperatorError PROVIDER_UNAVAILABLE if the one that was asked for does not work; another one is never taken then
 */
export async function chooseProvider(wishes: ProviderWishes, log: Pick<Log, 'info' | 'warn'>): Promise<ProviderChoice> {
  if (wishes.provider !== 'auto') return tryProvider(wishes.provider, wishes, log)
  for (const provider of AUTO) {
    try {
      return await tryProvider(provider, wishes, log)
    } catch (error) {
      if (!(error instanceof OperatorError) || error.code === 'CHECKPOINT_INVALID') throw error
      log.info(`${nameOf(provider)} is passed over: ${reasonOf(error)} ${error.remedy}`)
    }
  }
  throw new OperatorError('PROVIDER_UNAVAILABLE', 'No provider works here, not even the CPU.', 'See the log above.')
}

async function tryProvider(
  provider: Provider,
  { device, threads, precision, lock }: ProviderWishes,
  log: Pick<Log, 'info' | 'warn'>,
): Promise<ProviderChoice> {
  const missing = missingLibrary(provider)
  if (missing) {
    throw new OperatorError(
      'PROVIDER_UNAVAILABLE',
      `${nameOf(provider)} cannot be used: ${missing.what}.`,
      missing.remedy,
    )
  }
  // it is what the others are compared with
  if (provider === 'cpu') return { device: { provider, device: 0, threads }, dialect: dialectOf('cpu', 'float32') }
  if (provider === 'webgpu' && device > 0)
    log.warn(`WebGPU uses the adapter that the system prefers: --device ${device} is not heard`)
  // the others may be used by several threads at once
  const chosen = { provider, device, ...(provider === 'webgpu' && lock && { lock }) }
  const floats = precision === 'auto' ? (['float16', 'float32'] as const) : [precision]
  const { dialect, error, passedOver } = await selfCheck(chosen, floats)
  const others = passedOver.length > 0 ? `; passed over: ${passedOver.join('; ')}` : ''
  log.info(
    `self-check of ${nameOf(provider)}: ${dialect.float} with ${dialect.attention} attention agrees with the CPU to ${error.toExponential(1)}${others}`,
  )
  return { device: chosen, dialect }
}
