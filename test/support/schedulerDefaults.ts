/** What all schedulers have in common when their config says nothing. */
export const schedulerDefaults = {
  num_train_timesteps: 1000,
  trained_betas: null,
  prediction_type: 'epsilon',
  steps_offset: 0,
  interpolation_type: 'linear',
  use_karras_sigmas: false,
  original_inference_steps: 50,
  timestep_scaling: 10,
  set_alpha_to_one: true,
  rescale_betas_zero_snr: false,
  clip_sample: false,
  thresholding: false,
} as const
