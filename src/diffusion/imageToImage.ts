import type { Checkpoint } from '#checkpoint/checkpoint.ts'
import { OperatorError } from '#errors/operatorError.ts'
import type { Dialect } from '#onnx/dialect.ts'
import type { Log } from '#telemetry/log.ts'
import { addNoise } from './addNoise.ts'
import { guidanceEmbedding } from './guidanceEmbedding.ts'
import { LatentGrid } from './latentGrid.ts'
import { Networks } from './networks.ts'
import type { NoisePrecision } from './noise.ts'
import type { NoisePlan } from './noisePlan.ts'
import { Noises, type Seed } from './noises.ts'
import { openConditioner } from './prompt/conditioner.ts'
import { PromptMixer } from './prompt/promptMixer.ts'
import { type PromptInputs, PromptInputsMaker, type Prompts } from './promptInputs.ts'
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

export type ImageToImageInput = Shape &
  Prompts & {
    /** u8 RGB, [count, heightPx, widthPx, 3]; not changed. Both lengths divisible by 8. */
    readonly pictures: Uint8Array
    readonly numInferenceSteps: number
    readonly strength: number
    readonly guidanceScale: number
    readonly seed: Seed
    /** Where seeds are mixed: the noise of each picture is the one that it would have by itself, whatever its place in the batch. */
    readonly alone?: boolean
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

type Preparation = { readonly guidance?: boolean; readonly prompt?: Prompts }

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
  readonly #prompts: PromptInputsMaker
  readonly #noises = new Noises()
  readonly #scheduler: ReturnType<typeof openScheduler>

  /** No file is read and no session made before `prepare` or `transform`. */
  constructor(options: ImageToImageOptions) {
    const { checkpoint, device, dialect, log, lcmTimesteps = '0.23' } = options
    const { textEncoders, family, scheduler, pipeline, forceZerosForEmptyPrompt } = checkpoint
    this.#options = options
    this.#encoders = textEncoders.map((encoder) => openTextEncoder(encoder, device, dialect))
    const conditioner = openConditioner({
      family,
      encoders: textEncoders.map(({ config, tokenizer }, i) => {
        return { tokenizer, encoder: this.#encoders[i], width: config.hidden_size }
      }),
      onWarning: (text) => log.warn(text),
    })
    this.#prompts = new PromptInputsMaker(new PromptMixer(conditioner), {
      emptyIsZero: family === 'sdxl' && forceZerosForEmptyPrompt,
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
    if (prompt) await this.#prompts.make(prompt, { ...shape, guided: guidance })
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
    const prompt = await this.#prompts.make(input, { ...input, guided })
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

  #noise(input: ImageToImageInput, { steps }: Schedule): NoisePlan {
    const { seed, count, alone = false, initialNoise: initial = 'shared', part = { first: 0, of: count } } = input
    if (typeof seed === 'object' && seed.length !== count) {
      throw new RangeError(`${seed.length} seeds for ${count} pictures`)
    }
    const drawsPosterior = this.#options.checkpoint.autoencoder.config._class_name === 'AutoencoderKL'
    const latentSize = this.#grid.size(input)
    const precision = this.#options.noise
    return this.#noises.of({
      seed,
      alone,
      part: { ...part, count },
      latentSize,
      drawsPosterior,
      steps,
      precision,
      initial,
    })
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
