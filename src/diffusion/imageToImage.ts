import type { Checkpoint } from '#checkpoint/checkpoint.ts'
import { OperatorError } from '#errors/operatorError.ts'
import type { Dialect } from '#onnx/dialect.ts'
import type { Log } from '#telemetry/log.ts'
import { addNoise } from './addNoise.ts'
import { guidanceEmbedding } from './guidanceEmbedding.ts'
import { LatentGrid } from './latentGrid.ts'
import { Networks } from './networks.ts'
import { type NoisePrecision, TorchGenerator } from './noise.ts'
import { noisePart } from './noisePart.ts'
import { drawNoise, drawNoiseFor, type NoisePlan } from './noisePlan.ts'
import { openConditioner } from './prompt/conditioner.ts'
import type { PromptEmbeds } from './prompt/promptEmbeds.ts'
import { openScheduler } from './scheduler/openScheduler.ts'
import type { Schedule } from './scheduler/scheduler.ts'
import type { Device, Session, Tensor } from './session.ts'
import type { Shape } from './shape.ts'
import { openTextEncoder } from './textEncoder.ts'

export type ImageToImageOptions = {
  readonly checkpoint: Checkpoint
  readonly device: Device
  readonly dialect: Dialect
  /** How random numbers are drawn; float16 is what half-precision Python pipelines do. */
  readonly noise: NoisePrecision
  /** `later`: the timesteps of LCM as diffusers 0.25 and newer choose them. */
  readonly lcmTimesteps?: '0.23' | 'later'
  readonly log: Pick<Log, 'warn'>
}

export type ImageToImageInput = Shape & {
  /** u8 RGB, [count, heightPx, widthPx, 3]; not changed. Both lengths divisible by 8. */
  readonly pictures: Uint8Array
  readonly prompt: string
  readonly negativePrompt: string
  /** Whether weights and blends in the prompt are understood. */
  readonly compel: boolean
  readonly numInferenceSteps: number
  readonly strength: number
  readonly guidanceScale: number
  /** One for the batch, one for each picture, or on from where the last run stopped. */
  readonly seed: number | readonly number[] | 'continue'
  /** `each`: the pictures of a batch do not share their initial noise. */
  readonly initialNoise?: 'shared' | 'each'
  /**
   * The pictures are a part of a larger batch, and get the noise that they would have in it: `of` pictures, from `first` on.
   * Pictures beyond its end get that of its last one.
   */
  readonly part?: { readonly first: number; readonly of: number }
  /** Which of the two networks runs, with or without guidance, whatever `guidanceScale` says: the one that is prepared. */
  readonly guided?: boolean
}

type Prompt = Pick<ImageToImageInput, 'prompt' | 'negativePrompt' | 'compel'>
type Preparation = { readonly guidance?: boolean; readonly prompt?: Prompt }

/** Time that was spent inside the networks, in ms. */
export type StageTimes = { readonly encodeMs: number; readonly denoiseMs: number; readonly decodeMs: number }

/** Where the numbers of a run can be looked at, for tests and benchmarks. */
export type Observer = {
  readonly onLatents?: (latents: Float32Array) => void
  readonly onTimes?: (times: StageTimes) => void
}

/** Enough for two sizes with and without guidance. */
const KEPT_SESSIONS = 8

/**
 * A model that redraws pictures under a prompt: the image-to-image pipelines of diffusers.
 *
 * It runs in the thread that it is made in, and blocks it: see `engine/diffusion` for the live engine.
 */
export class ImageToImage implements AsyncDisposable {
  readonly #options: ImageToImageOptions
  readonly #networks: Networks
  readonly #grid: LatentGrid
  readonly #encoders: readonly ReturnType<typeof openTextEncoder>[]
  readonly #conditioner: ReturnType<typeof openConditioner>
  readonly #scheduler: ReturnType<typeof openScheduler>
  #generator = new TorchGenerator(0)
  #lastPlan: { key: string; plan: NoisePlan } | undefined

  /** No file is read and no session made before `prepare` or `transform`. */
  constructor(options: ImageToImageOptions) {
    const { checkpoint, device, dialect, log, lcmTimesteps = '0.23' } = options
    const { textEncoders, family, scheduler, pipeline } = checkpoint
    this.#options = options
    this.#encoders = textEncoders.map((encoder) => openTextEncoder(encoder, device, dialect))
    this.#conditioner = openConditioner({
      family,
      encoders: textEncoders.map(({ config, tokenizer }, i) => {
        return { tokenizer, encoder: this.#encoders[i], width: config.hidden_size }
      }),
      onWarning: (text) => log.warn(text),
    })
    this.#scheduler = openScheduler(scheduler, {
      lcmPipeline: pipeline.startsWith('LatentConsistencyModel'),
      lcmTimesteps,
    })
    this.#networks = new Networks({ checkpoint, device, dialect, keep: KEPT_SESSIONS })
    this.#grid = new LatentGrid(checkpoint.autoencoder.config)
  }

  /** Makes what a shape and a prompt need, so that the first batch does not wait for it. */
  async prepare(shape: Shape, { guidance = false, prompt }: Preparation = {}): Promise<void> {
    this.#grid.assertFits(shape)
    if (prompt) await this.#embed(prompt, guidance)
    await this.#networks.encoder(shape)
    await this.#networks.denoiser(shape, { guidance })
    await this.#networks.decoder(shape)
  }

  /**
   * Redraws a batch.
   * @returns u8 RGB, the same shape
   * @throws OperatorError PROMPT_INVALID, SETTING_INVALID, DEVICE_OUT_OF_MEMORY, INFERENCE_FAILED; the model stays usable
   */
  async transform(input: ImageToImageInput, observer: Observer = {}): Promise<Uint8Array> {
    this.#grid.assertFits(input)
    const { numInferenceSteps, strength } = input
    const schedule = this.#scheduler.schedule({ numInferenceSteps, strength })
    const guided = this.#isGuided(input)
    const prompt = await this.#embed(input, guided)
    const plan = this.#noise(input, schedule)

    const encoder = await this.#networks.encoder(input)
    const denoiser = await this.#networks.denoiser(input, { guidance: guided })
    const decoder = await this.#networks.decoder(input)
    const started = performance.now()
    const clean = await this.#encode(encoder, input, plan)
    const encoded = performance.now()
    const latents = await this.#denoise(denoiser, clean, { input, schedule, prompt, plan })
    const denoised = performance.now()
    observer.onLatents?.(latents)
    assertFinite(latents)
    const pictures = await decoder.run({
      latents: { type: 'float32', values: latents, shape: this.#grid.shape(input) },
    })
    const decodeMs = performance.now() - denoised
    observer.onTimes?.({ encodeMs: encoded - started, denoiseMs: denoised - encoded, decodeMs })
    return pictures.pictures.values as Uint8Array
  }

  /** Gives up all sessions, as after the loss of a device; the next batch makes them again. */
  async rebuild(): Promise<void> {
    await this.#networks.clear()
    for (const encoder of this.#encoders) await encoder[Symbol.asyncDispose]()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#networks[Symbol.asyncDispose]()
    for (const encoder of this.#encoders) await encoder[Symbol.asyncDispose]()
  }

  /** As in diffusers: only above 1, and never where the network is told of the guidance itself. */
  #isGuided({ guidanceScale, guided = guidanceScale > 1 }: ImageToImageInput): boolean {
    return guided && this.#options.checkpoint.unet.config.time_cond_proj_dim === null
  }

  async #embed({ prompt, negativePrompt, compel }: Prompt, guided: boolean): Promise<PromptInputs> {
    const positive = await this.#conditioner.embed(prompt, { compel })
    if (!guided) return joined([positive])
    const { forceZerosForEmptyPrompt, family } = this.#options.checkpoint
    const isZero = family === 'sdxl' && forceZerosForEmptyPrompt && negativePrompt === ''
    const negative = isZero ? zerosLike(positive) : await this.#conditioner.embed(negativePrompt, { compel })
    return joined([negative, positive])
  }

  #noise(input: ImageToImageInput, schedule: Schedule): NoisePlan {
    const { count, part = { first: 0, of: count } } = input
    const whole = this.#noiseOf({ ...input, count: part.of }, schedule)
    return noisePart(whole, { ...part, count }, this.#grid.size(input))
  }

  #noiseOf(input: ImageToImageInput, { steps }: Schedule): NoisePlan {
    const { count, seed, initialNoise: initial = 'shared' } = input
    const drawsPosterior = this.#options.checkpoint.autoencoder.config._class_name === 'AutoencoderKL'
    const latentSize = this.#grid.size(input)
    const wishes = { count, latentSize, drawsPosterior, steps, precision: this.#options.noise, initial }
    if (seed === 'continue') return drawNoise(this.#generator, wishes)
    // a fixed seed gives the same numbers for every batch of a show
    const key = JSON.stringify([seed, wishes])
    if (this.#lastPlan?.key === key) return this.#lastPlan.plan
    this.#generator = new TorchGenerator(typeof seed === 'number' ? seed : (seed[0] ?? 0))
    const plan = typeof seed === 'number' ? drawNoise(this.#generator, wishes) : drawNoiseFor(seed, wishes)
    this.#lastPlan = { key, plan }
    return plan
  }

  async #encode(encoder: Session, input: ImageToImageInput, { posterior }: NoisePlan): Promise<Float32Array> {
    const { count, heightPx, widthPx, pictures } = input
    const { latents } = await encoder.run({
      pictures: { type: 'uint8', values: pictures, shape: [count, heightPx, widthPx, 3] },
      ...(posterior && { noise: { type: 'float32', values: posterior, shape: this.#grid.shape(input) } }),
    })
    return latents.values as Float32Array
  }

  async #denoise(denoiser: Session, clean: Float32Array, run: Run): Promise<Float32Array> {
    const { input, schedule, prompt, plan } = run
    const shape = this.#grid.shape(input)
    const conditions = this.#conditions(input, prompt)
    // with the network for guidance, 1 is none
    const guidanceScale = Math.max(1, input.guidanceScale)
    const silence = new Float32Array(clean.length)
    let latents = addNoise(clean, plan.initial, schedule.addNoise)
    for (const [i, step] of schedule.steps.entries()) {
      const { inputScale, sample, modelOutput, noise, timestep } = step
      const { next } = await denoiser.run({
        ...conditions,
        latents: { type: 'float32', values: latents, shape },
        noise: { type: 'float32', values: plan.steps[i] ?? silence, shape },
        timestep: reals([timestep], [1]),
        coefficients: reals([inputScale, sample, modelOutput, noise, guidanceScale], [5]),
      })
      latents = next.values as Float32Array
    }
    return latents
  }

  #conditions({ heightPx, widthPx, guidanceScale }: ImageToImageInput, prompt: PromptInputs) {
    const { time_cond_proj_dim } = this.#options.checkpoint.unet.config
    return {
      ...prompt,
      timeIds: reals([heightPx, widthPx, 0, 0, heightPx, widthPx], [1, 6]),
      ...(time_cond_proj_dim !== null && {
        timestepCond: reals(guidanceEmbedding(guidanceScale, time_cond_proj_dim), [1, time_cond_proj_dim]),
      }),
    }
  }
}

type Run = {
  readonly input: ImageToImageInput
  readonly schedule: Schedule
  readonly prompt: PromptInputs
  readonly plan: NoisePlan
}

type PromptInputs = { readonly promptEmbeds: Tensor; readonly textEmbeds?: Tensor }

/** Prompts side by side, the negative one first. */
function joined(prompts: readonly PromptEmbeds[]): PromptInputs {
  const [{ tokens, promptEmbeds, pooled }] = prompts
  const shape = [prompts.length, tokens, promptEmbeds.length / tokens]
  const embeds = { type: 'float32', values: inOne(prompts.map((prompt) => prompt.promptEmbeds)), shape } as const
  if (!pooled) return { promptEmbeds: embeds }
  const all = inOne(prompts.map((prompt) => prompt.pooled ?? new Float32Array(pooled.length)))
  return { promptEmbeds: embeds, textEmbeds: { type: 'float32', values: all, shape: [prompts.length, pooled.length] } }
}

/** One after the other; a single one is not copied. */
function inOne(parts: readonly Float32Array[]): Float32Array {
  if (parts.length === 1) return parts[0]
  const all = new Float32Array(parts.length * parts[0].length)
  for (const [i, part] of parts.entries()) all.set(part, i * part.length)
  return all
}

function zerosLike({ tokens, promptEmbeds, pooled }: PromptEmbeds): PromptEmbeds {
  return {
    tokens,
    promptEmbeds: new Float32Array(promptEmbeds.length),
    pooled: pooled && new Float32Array(pooled.length),
  }
}

function reals(values: ArrayLike<number>, shape: readonly number[]): Tensor {
  return { type: 'float32', values: Float32Array.from(values), shape }
}

function assertFinite(latents: Float32Array): void {
  // one NaN or infinity makes the sum one
  let sum = 0
  for (let i = 0; i < latents.length; i++) sum += latents[i]
  if (Number.isFinite(sum)) return
  const message = 'The network gave numbers that are none (NaN or infinity).'
  const remedy = 'If it happens again, the checkpoint is damaged or needs more than float16: try --precision float32.'
  throw new OperatorError('INFERENCE_FAILED', message, remedy)
}
