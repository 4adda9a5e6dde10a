import { chooseProvider } from '#diffusion/providerChoice.ts'
import { nameOf } from '#diffusion/providerLibrary.ts'
import { selfCheck } from '#diffusion/selfCheck.ts'
import { OperatorError, reasonOf } from '#errors/operatorError.ts'

export const TRIED_PROVIDERS = ['cpu', 'cuda', 'tensorrt', 'webgpu'] as const

export type TriedProvider = (typeof TRIED_PROVIDERS)[number]

/** How a provider did with a small network. */
export type ProviderTrial = {
  readonly isUsable: boolean
  /** One or two sentences. */
  readonly said: string
  readonly remedy?: string
}

/**
 * Runs a small network on a provider and compares the numbers with the CPU's. A driver may take the process with it or never
 * come back: to be called in a process of its own.
 */
export async function tryProvider(provider: TriedProvider, device = 0): Promise<ProviderTrial> {
  const said: string[] = []
  const take = (sentence: string) => void said.push(sentence)
  try {
    if (provider === 'cpu') await selfCheck({ provider, device: 0 }, ['float32'])
    else {
      const wishes = { provider, device, threads: 0, precision: 'auto' as const }
      await chooseProvider(wishes, { info: take, warn: take })
    }
    return { isUsable: true, said: said.join(' ') || `${nameOf(provider)} has run a small network.` }
  } catch (error) {
    const remedy = error instanceof OperatorError ? { remedy: error.remedy } : {}
    return { isUsable: false, said: reasonOf(error), ...remedy }
  }
}
