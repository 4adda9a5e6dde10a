import * as ort from 'onnxruntime-node'
import { OperatorError, reasonOf } from '#errors/operatorError.ts'
import type { Provider } from '#onnx/dialect.ts'
import { DeviceLock } from './deviceLock.ts'

/** Numbers with a shape, in main memory. */
export type Tensor =
  | { readonly type: 'float32'; readonly values: Float32Array; readonly shape: readonly number[] }
  | { readonly type: 'uint8'; readonly values: Uint8Array; readonly shape: readonly number[] }
  | { readonly type: 'int64'; readonly values: BigInt64Array; readonly shape: readonly number[] }

/** One network, ready to run at one shape. Running it blocks the thread it is made in. */
export type Session = AsyncDisposable & {
  /**
   * @param inputs by name; not changed
   * @throws OperatorError DEVICE_OUT_OF_MEMORY, INFERENCE_FAILED
   */
  run(inputs: Readonly<Record<string, Tensor>>): Promise<Readonly<Record<string, Tensor>>>
}

export type Device = {
  readonly provider: Provider
  /** Number of the card among those of its kind. */
  readonly device: number
  /** Threads of the CPU provider; 0 leaves the choice to the runtime. */
  readonly threads?: number
  /** Shared by all threads that use the device, if it bears one at a time: see `DeviceLock`. */
  readonly lock?: SharedArrayBuffer
}

/**
 * Loads a graph. On the CPU the weights stay in their files, which all processes share: nothing is repacked and no memory
 * is held between runs.
 *
 * @param model an ONNX file whose external weights have absolute paths
 * @param options `repack`: the CPU keeps a copy of the weights in the order that suits its convolutions; for small networks
 * @throws OperatorError PROVIDER_UNAVAILABLE, DEVICE_OUT_OF_MEMORY, INFERENCE_FAILED
 */
export async function openSession(model: Uint8Array, device: Device, { repack = false } = {}): Promise<Session> {
  const lock = new DeviceLock(device.lock ?? new SharedArrayBuffer(4))
  const making = lock.hold(() => ort.InferenceSession.create(model, sessionOptions(device, repack)))
  const session = await making.catch((error) => {
    throw failureOf(error, device)
  })
  const { inputNames } = session
  return {
    async run(inputs) {
      const feeds = Object.fromEntries(inputNames.map((name) => [name, toRuntime(name, inputs[name])]))
      const results = await lock
        .hold(() => session.run(feeds))
        .catch((error) => {
          throw failureOf(error, device)
        })
      return Object.fromEntries(Object.entries(results).map(([name, tensor]) => [name, fromRuntime(tensor)]))
    },
    async [Symbol.asyncDispose]() {
      await lock.hold(() => session.release())
    },
  }
}

function sessionOptions(
  { provider, device, threads = 0 }: Device,
  repack: boolean,
): ort.InferenceSession.SessionOptions {
  const external = { model_external_initializers_file_folder_path: '/' }
  const common = { logSeverityLevel: 3 as const }
  if (provider !== 'cpu') {
    const executionProviders = [provider === 'webgpu' ? 'webgpu' : { name: provider, deviceId: device }, 'cpu']
    return { ...common, executionProviders, graphOptimizationLevel: 'all', extra: { session: external } }
  }
  return {
    ...common,
    executionProviders: ['cpu'],
    graphOptimizationLevel: repack ? 'all' : 'extended',
    enableCpuMemArena: false,
    ...(threads > 0 && { intraOpNumThreads: threads }),
    extra: { session: { ...external, disable_prepacking: '1' } },
  }
}

function toRuntime(name: string, tensor: Tensor | undefined): ort.Tensor {
  if (!tensor) throw new RangeError(`the input ${name} is missing`)
  return new ort.Tensor(tensor.type, tensor.values as never, tensor.shape)
}

function fromRuntime({ type, data, dims }: ort.Tensor): Tensor {
  if (type === 'float32' || type === 'uint8' || type === 'int64') return { type, values: data, shape: dims } as Tensor
  throw new TypeError(`a graph gave ${type}`)
}

/** A message of the runtime without the place in its source code. */
function sentenceOf(error: unknown): string {
  const [line] = reasonOf(error).trim().split('\n')
  return line
    .replace(/^.*onnxruntime_src\/.*? was false\. /, '')
    .replace(/\.$/, '')
    .slice(0, 400)
}

/** What a message of the runtime means for the operator. */
function failureOf(error: unknown, { provider }: Device): OperatorError {
  const reason = sentenceOf(error)
  if (/out of memory|bad_alloc|failed to allocate|alloc.*fail|insufficient memory/i.test(reason)) {
    const remedy = 'Lower resolution or batchSize, choose a smaller model, or end other programs that use the device.'
    return new OperatorError(
      'DEVICE_OUT_OF_MEMORY',
      `The memory of the device (${provider}) is full: ${reason}.`,
      remedy,
      { cause: error },
    )
  }
  if (
    /libonnxruntime_providers|failed to load shared library|no CUDA-capable|cannot open shared object|no available backend|unsupported.*backend|adapter|dlopen/i.test(
      reason,
    )
  ) {
    const remedy = 'Take another one with --provider, or auto. docs/diffusion.md says what each of them needs.'
    return new OperatorError('PROVIDER_UNAVAILABLE', `${provider} cannot be used here: ${reason}.`, remedy, {
      cause: error,
    })
  }
  const remedy = 'The frames of this job are lost; the next ones are tried again.'
  return new OperatorError('INFERENCE_FAILED', `The network failed on ${provider}: ${reason}.`, remedy, {
    cause: error,
  })
}
