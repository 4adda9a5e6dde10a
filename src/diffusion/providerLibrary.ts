import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import type { Provider } from '#onnx/dialect.ts'

/** Why a provider cannot be there, and what to do about it. */
export type Missing = { readonly what: string; readonly remedy: string }

const INSTALL = 'npx i2i doctor --install cuda'

/**
 * Whether the library of a provider is installed beside the runtime. CUDA and TensorRT are too large to come with it.
 * @param folder where the runtime's libraries lie
 * @returns undefined if it is there
 */
export function missingLibrary(provider: Provider, folder: string = runtimeFolder()): Missing | undefined {
  if (provider !== 'cuda' && provider !== 'tensorrt') return undefined
  if (`${process.platform}/${process.arch}` !== 'linux/x64') {
    const what = `ONNX Runtime has no ${nameOf(provider)} for ${process.platform} on ${process.arch}`
    return { what, remedy: 'Take --provider webgpu.' }
  }
  if (existsSync(join(folder, `libonnxruntime_providers_${provider}.so`))) return undefined
  const what = `the ${nameOf(provider)} library of ONNX Runtime is not installed`
  return { what, remedy: `On a machine with an NVIDIA card, CUDA 12 and cuDNN 9, run: ${INSTALL}` }
}

/** As people write it. */
export function nameOf(provider: Provider): string {
  return { cpu: 'CPU', cuda: 'CUDA', tensorrt: 'TensorRT', webgpu: 'WebGPU' }[provider]
}

function runtimeFolder(): string {
  const entry = createRequire(import.meta.url).resolve('onnxruntime-node')
  return join(dirname(entry), '..', 'bin', 'napi-v6', process.platform, process.arch)
}
