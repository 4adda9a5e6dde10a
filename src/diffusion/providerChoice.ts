import { OperatorError } from '#errors/operatorError.ts'
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
/** A device that takes so many times longer than one thread of the CPU is no graphics card: a program that plays one. */
const SOFTWARE = 30

/**
 * Finds a provider that works, by trying it. The log tells why others were passed over.
 * @throws OperatorError PROVIDER_UNAVAILABLE if the one that was asked for does not work; another one is never taken then
 */
export async function chooseProvider(wishes: ProviderWishes, log: Pick<Log, 'info' | 'warn'>): Promise<ProviderChoice> {
  if (wishes.provider !== 'auto') {
    const { device, dialect } = await tryProvider(wishes.provider, wishes, log)
    return { device, dialect }
  }
  for (const provider of AUTO) {
    try {
      const { slowness, ...choice } = await tryProvider(provider, wishes, log)
      if (slowness < SOFTWARE) return choice
      log.info(
        `passed over: ${nameOf(provider)} is ${Math.round(slowness)} times slower than the CPU, a software renderer.`,
      )
    } catch (error) {
      if (!(error instanceof OperatorError) || error.code === 'CHECKPOINT_INVALID') throw error
      log.info(`passed over: ${error.message} ${error.remedy}`)
    }
  }
  throw new OperatorError('PROVIDER_UNAVAILABLE', 'No provider works here, not even the CPU.', 'See the log above.')
}

async function tryProvider(
  provider: Provider,
  { device, threads, precision, lock }: ProviderWishes,
  log: Pick<Log, 'info' | 'warn'>,
): Promise<ProviderChoice & { readonly slowness: number }> {
  const missing = missingLibrary(provider)
  if (missing) {
    throw new OperatorError(
      'PROVIDER_UNAVAILABLE',
      `${nameOf(provider)} cannot be used: ${missing.what}.`,
      missing.remedy,
    )
  }
  // it is what the others are compared with
  if (provider === 'cpu')
    return { device: { provider, device: 0, threads }, dialect: dialectOf('cpu', 'float32'), slowness: 1 }
  if (provider === 'webgpu' && device > 0)
    log.warn(`WebGPU uses the adapter that the system prefers: --device ${device} is not heard`)
  // the others may be used by several threads at once
  const chosen = { provider, device, ...(provider === 'webgpu' && lock && { lock }) }
  const floats = precision === 'auto' ? (['float16', 'float32'] as const) : [precision]
  const { dialect, error, slowness, passedOver } = await selfCheck(chosen, floats).catch((error) => {
    throw withNeeds(provider, error)
  })
  const others = passedOver.length > 0 ? `; passed over: ${passedOver.join('; ')}` : ''
  log.info(
    `self-check of ${nameOf(provider)}: ${dialect.float} with ${dialect.attention} attention agrees with the CPU to ${error.toExponential(1)}${others}`,
  )
  return { device: chosen, dialect, slowness }
}

/** What a provider needs of the machine. */
const NEEDS: Readonly<Record<Provider, string>> = {
  cpu: '',
  cuda: 'CUDA needs an NVIDIA card with its driver, CUDA 12 and cuDNN 9.',
  tensorrt: 'TensorRT needs an NVIDIA card with its driver, CUDA 12, cuDNN 9 and TensorRT 10.',
  webgpu: 'WebGPU needs a graphics card whose driver has Vulkan (Linux), Direct3D 12 (Windows) or Metal (macOS).',
}

/** A provider that could not be started at all: the remedy is to install what it needs. */
function withNeeds(provider: Provider, error: unknown): unknown {
  const isStarted = !(error instanceof OperatorError) || error.code !== 'PROVIDER_UNAVAILABLE' || !error.cause
  if (isStarted) return error
  return new OperatorError('PROVIDER_UNAVAILABLE', error.message, NEEDS[provider], { cause: error.cause })
}
