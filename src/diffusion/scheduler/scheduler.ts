/**
 * One step of a scheduler, for one call of the UNet. Every step that is supported is linear:
 *
 *     modelOutput = unet(inputScale · x, timestep)
 *     next x      = sample · x + modelOutput · modelOutput + noise · fresh noise
 *
 * so the networks need to know no scheduler, only these numbers.
 */
export type Step = {
  /** What the UNet is told of the noise level; not always whole, 0 to `num_train_timesteps`. */
  readonly timestep: number
  readonly inputScale: number
  readonly sample: number
  readonly modelOutput: number
  readonly noise: number
  /** Whether diffusers draws noise of the size of the latents here, even if it is then multiplied by 0. */
  readonly drawsNoise: boolean
}

export type Schedule = {
  /** The whole schedule, from the noisiest down. */
  readonly timesteps: readonly number[]
  /** The last of them, as many as strength lets run; at least one. */
  readonly steps: readonly Step[]
  /** What brings clean latents to the level of the first step: `latents · latents + noise · noise`. */
  readonly addNoise: { readonly latents: number; readonly noise: number }
}

export type Scheduler = {
  /**
   * @param options.numInferenceSteps length of the schedule, a whole number from 1 to `num_train_timesteps`
   * @param options.strength          share of the schedule that is run, brought to between one step and all of them
   * @throws OperatorError SETTING_INVALID for other numbers of steps and a strength that is no number
   */
  schedule(options: { numInferenceSteps: number; strength: number }): Schedule
}
