import assert from 'node:assert/strict'
import { openCheckpoint } from '#checkpoint/checkpoint.ts'
import { ImageToImage, type ImageToImageInput } from '#diffusion/imageToImage.ts'
import { type Dialect, dialectOf, type Provider } from '#onnx/dialect.ts'
import { type Expected, fixtureFolder, largestError, stdOf } from './expected.ts'

export type FixtureName = 'tiny-sdxl' | 'tiny-sd21'

export type OpenOptions = {
  readonly provider?: Provider
  readonly dialect?: Partial<Dialect>
  readonly precision?: 'float32' | 'float16'
}

/** Names of the full runs among the reference numbers. */
export function pipelineCases({ json }: Expected): string[] {
  return Object.keys(json.pipe)
}

/** The model as one of the reference runs used it. */
export async function openFor(fixture: FixtureName, name: string, options: OpenOptions = {}): Promise<ImageToImage> {
  const { provider = 'cpu', dialect, precision = 'float32' } = options
  const vae = name.startsWith('taesd') ? 'tiny' : 'auto'
  const checkpoint = await openCheckpoint(fixtureFolder(fixture), { precision, vae })
  const { scheduler } = checkpoint
  const _class_name = name === 'euler_ancestral' ? 'EulerAncestralDiscreteScheduler' : scheduler._class_name
  return new ImageToImage({
    checkpoint: { ...checkpoint, scheduler: { ...scheduler, _class_name } as typeof scheduler },
    device: { provider, device: 0, threads: 1 },
    dialect: { ...dialectOf(provider, 'float32'), ...dialect },
    noise: name === 'f16noise' ? 'float16' : 'float32',
    log: { warn: (text) => assert.fail(text) },
  })
}

/** What a reference run was given. */
export function inputOf(reference: Expected, name: string): ImageToImageInput & { readonly prompt: string } {
  const run = reference.json.pipe[name]
  const [key, indices] = run.input.replace(']', '').split('[')
  const [heightPx, widthPx] = run.size
  const all = reference.bytes(key)
  const bytes = heightPx * widthPx * 3
  const chosen = indices.split(',').map((i: string) => all.subarray(Number(i) * bytes, (Number(i) + 1) * bytes))
  return {
    pictures: Uint8Array.from(chosen.flatMap((picture: Uint8Array) => [...picture])),
    count: run.images,
    heightPx,
    widthPx,
    prompt: run.prompt ?? run.prompts[0],
    negativePrompt: '',
    compel: run.prompt !== undefined,
    numInferenceSteps: run.steps,
    strength: run.strength,
    guidanceScale: run.guidance_scale,
    seed: run.seed ?? 'continue',
    initialNoise: name.startsWith('nofix') ? 'each' : 'shared',
  }
}

/** How far a run is off: latents in standard deviations, pictures in levels and in the share of equal values. */
export async function deviationOf(model: ImageToImage, reference: Expected, name: string) {
  let latents = new Float32Array()
  const pictures = await model.transform(inputOf(reference, name), {
    onLatents: (values) => (latents = values.slice()),
  })
  const wanted = reference.floats(`pipe/${name}/latents`)
  const levels = reference.bytes(`pipe/${name}/u8`)
  const equal = levels.reduce((count, level, i) => count + Number(level === pictures[i]), 0)
  assert.equal(pictures.length, levels.length)
  return {
    values: latents,
    latents: largestError(latents, wanted) / stdOf(wanted),
    level: largestError(pictures, levels),
    equal: equal / levels.length,
  }
}
