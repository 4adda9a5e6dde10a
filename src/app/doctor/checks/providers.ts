import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import { type ProviderTrial, TRIED_PROVIDERS, type TriedProvider } from '#engine/providerTrial.ts'
import type { Check } from '../check.ts'
import { cudaLibraries } from '../cudaLibraries.ts'
import { note, type Outcome, ok, problem } from '../finding.ts'
import type { Graphics } from '../graphics.ts'
import { install, type System } from '../operatingSystem.ts'
import { type Ran, runTool } from '../runTool.ts'

const PROGRAM = fileURLToPath(new URL('../providerProgram.ts', import.meta.url))
const NAMES = { cpu: 'ONNX Runtime on the CPU', cuda: 'CUDA', tensorrt: 'TensorRT', webgpu: 'WebGPU' } as const
const WITHIN_MS = 11_000

/** A small network on each provider of ONNX Runtime, each in a process of its own. */
export const providerChecks: readonly Check[] = TRIED_PROVIDERS.map((provider) => ({
  group: 'Graphics card',
  name: NAMES[provider],
  withinMs: WITHIN_MS + 1000,
  async look({ graphics, system, root }) {
    const [ran, cards] = await Promise.all([
      runTool(process.execPath, [PROGRAM, provider], { withinMs: WITHIN_MS, cwd: root }),
      graphics(),
    ])
    return providerOutcome(provider, trialIn(ran), cards, system)
  },
}))

const trialShape = z.object({ isUsable: z.boolean(), said: z.string(), remedy: z.string().exactOptional() })

/** What the process has said; how it has ended, if it could not say anything. */
export function trialIn({ end, stdout, signal, stderr }: Ran): ProviderTrial {
  if (end === 'late') return { isUsable: false, said: `it did not finish within ${WITHIN_MS / 1000} s` }
  try {
    return trialShape.parse(JSON.parse(stdout.trim().split('\n').at(-1) ?? ''))
  } catch {
    // a driver that crashes takes the process with it, and the answer
    const why = signal ?? stderr.trim().split('\n').at(-1) ?? 'it said nothing'
    return { isUsable: false, said: `it has taken its process with it: ${why}` }
  }
}

/** What a trial means on a machine with these cards. */
export function providerOutcome(
  provider: TriedProvider,
  { isUsable, said, remedy }: ProviderTrial,
  { makers, nvidia }: Graphics,
  system: System,
): Outcome {
  if (isUsable) return ok(said)
  const hasNvidia = makers.includes('NVIDIA') || nvidia.state === 'working'
  if (provider === 'cpu') return problem(`does not run: ${said}`, 'npm ci --ignore-scripts')
  if (provider === 'tensorrt')
    return note(`not used: ${said}`, hasNvidia ? 'Only --provider tensorrt needs it.' : undefined)
  if (provider === 'cuda') {
    if (!hasNvidia) return note('not used: there is no NVIDIA card.')
    if (/not installed/.test(said)) return problem(said, 'npx i2i doctor --install cuda')
    return problem(said, cudaLibraries(system))
  }
  if (makers.length === 0 && nvidia.state !== 'working') {
    return note(
      'not used: there is no graphics card. The diffusion engine would run on the CPU, which is too slow for a show.',
    )
  }
  return note(
    said,
    hasNvidia ? install(system, 'libvulkan1') : (remedy ?? install(system, 'libvulkan1', 'mesa-vulkan-drivers')),
  )
}
