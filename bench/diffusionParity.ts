/**
 * How far are our pictures from those of diffusers? Every full run of the small checkpoints in test/fixtures, float32 on the CPU
 * or on another provider: `node bench/diffusionParity.ts [cpu|webgpu|cuda]`.
 */
import type { Provider } from '#onnx/dialect.ts'
import { expected } from '#test/expected.ts'
import { deviationOf, openFor, pipelineCases } from '#test/pipelineCases.ts'
import { report } from './report.ts'

const provider = (process.argv[2] ?? 'cpu') as Provider
// what WebGPU adapters with small subgroups get right too
const dialect = provider === 'cpu' ? {} : { attention: 'decomposed' as const }

for (const fixture of ['tiny-sdxl', 'tiny-sd21'] as const) {
  const reference = expected(fixture)
  const runs = []
  for (const name of pipelineCases(reference).filter((name) => !name.startsWith('stream_'))) {
    await using model = await openFor(fixture, name, { provider, dialect })
    runs.push(await deviationOf(model, reference, name))
  }
  report(
    'diffusionParity',
    { fixture, provider },
    {
      runs: runs.length,
      latentsMaxErrorPer1e6Std: Math.max(...runs.map(({ latents }) => latents)) * 1e6,
      levelsOff: Math.max(...runs.map(({ level }) => level)),
      leastEqualPercent: Math.min(...runs.map(({ equal }) => equal)) * 100,
    },
  )
}
