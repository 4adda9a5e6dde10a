import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { z } from 'zod'
import { OperatorError } from '#errors/operatorError.ts'
import type { Paper } from '../tellStatus.ts'
import { cudaLibraries } from './cudaLibraries.ts'
import type { Graphics } from './graphics.ts'
import { readSystem } from './operatingSystem.ts'

export type InstallOptions = {
  readonly root: string
  readonly dryRun: boolean
  readonly force: boolean
  readonly graphics: () => Promise<Graphics>
  readonly signal: AbortSignal
  readonly paper: Paper
  readonly platform?: string
}

/** What the script of onnxruntime-node fetches, as far as we tell it. */
const metadataShape = z.object({
  manifests: z.record(z.string(), z.record(z.string(), z.object({ package: z.string(), path: z.string() }))),
  packages: z.record(z.string(), z.object({ name: z.string(), versions: z.array(z.object({ version: z.string() })) })),
})

const PLATFORM = `${process.platform}/${process.arch}`
/** A package of some hundred megabytes over a slow line. */
const WITHIN_MS = 30 * 60_000

/**
 * Fetches the CUDA libraries of ONNX Runtime with the script that comes with it, or says what that would do.
 * @throws OperatorError PROVIDER_UNAVAILABLE where they are of no use, HUB_UNREACHABLE if the script fails
 */
export async function installCuda(options: InstallOptions): Promise<void> {
  const { dryRun, force, graphics, paper, platform = PLATFORM } = options
  const plan = planOf(platform, options.root)
  const { makers, nvidia } = await graphics()
  const hasCard = nvidia.state === 'working' || makers.includes('NVIDIA')
  if (dryRun) {
    paper.write(planText(plan, hasCard))
    return
  }
  if (!hasCard && !force) {
    const remedy = 'npx i2i doctor --install cuda --force installs it nevertheless; --dry-run says what it would fetch.'
    throw new OperatorError(
      'PROVIDER_UNAVAILABLE',
      'There is no NVIDIA card in this machine, so CUDA would be of no use.',
      remedy,
    )
  }
  paper.write(planText(plan, hasCard))
  await fetchIt(plan, options)
  paper.write(`Installed. It also needs CUDA 12 and cuDNN 9 of the system: ${cudaLibraries(await readSystem())}\n`)
  paper.write('Try it: npx i2i doctor\n')
}

type Plan = { readonly script: string; readonly packages: readonly string[]; readonly files: readonly string[] }

function planOf(platform: string, root: string): Plan {
  const require = createRequire(join(root, 'package.json'))
  const folder = join(dirname(require.resolve('onnxruntime-node')), '..')
  const { manifests, packages } = metadataShape.parse(require(join(folder, 'script', 'install-metadata.js')))
  const manifest = manifests[`${platform}:cuda12`]
  if (!manifest) {
    const said = `ONNX Runtime has no CUDA for ${platform}.`
    throw new OperatorError('PROVIDER_UNAVAILABLE', said, 'Take --provider webgpu.')
  }
  const names = [...new Set(Object.values(manifest).map((file) => file.package))]
  return {
    script: join(folder, 'script', 'install.js'),
    packages: names.map((name) => `${packages[name]?.name} ${packages[name]?.versions[0]?.version} (nuget.org)`),
    files: Object.keys(manifest).map((file) => join(folder, 'bin', 'napi-v6', platform, file)),
  }
}

function planText({ script, packages, files }: Plan, hasCard: boolean): string {
  return [
    hasCard ? 'An NVIDIA card is here.' : 'There is no NVIDIA card here: without --force nothing is installed.',
    `Runs:      ONNXRUNTIME_NODE_INSTALL=cuda12 node ${script}`,
    `Downloads: ${packages.join(', ')}, some hundred megabytes`,
    `Writes:    ${files.join('\n           ')}`,
    `Undo:      rm ${files.join(' ')}`,
    '',
  ].join('\n')
}

async function fetchIt({ script }: Plan, { signal }: InstallOptions): Promise<void> {
  const limits = { signal, timeout: WITHIN_MS, killSignal: 'SIGKILL' } as const
  const env = { ...process.env, ONNXRUNTIME_NODE_INSTALL: 'cuda12' }
  const running = spawn(process.execPath, [script], { stdio: ['ignore', 'inherit', 'inherit'], env, ...limits })
  const [code] = await once(running, 'exit')
  if (code === 0) return
  const said = `The script of onnxruntime-node could not install CUDA (exit code ${code}).`
  throw new OperatorError(
    'HUB_UNREACHABLE',
    said,
    'Its words are above. It needs a network that reaches api.nuget.org; run it again.',
  )
}
