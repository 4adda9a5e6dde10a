import { z } from 'zod'
import { parseConfig } from './parseConfig.ts'
import { unsupported } from './unsupported.ts'

const classes = ['EulerDiscreteScheduler', 'EulerAncestralDiscreteScheduler', 'LCMScheduler'] as const

const shared = {
  num_train_timesteps: z.int().min(1).default(1000),
  trained_betas: z.array(z.number()).nullable().default(null),
  prediction_type: z.enum(['epsilon', 'v_prediction', 'sample']).default('epsilon'),
  interpolation_type: z.enum(['linear', 'log_linear']).default('linear'),
  use_karras_sigmas: z.boolean().nullable().default(false),
  original_inference_steps: z.int().min(1).default(50),
  timestep_scaling: z.number().default(10),
  set_alpha_to_one: z.boolean().default(true),
  rescale_betas_zero_snr: z.boolean().default(false),
  clip_sample: z.boolean().default(false),
  thresholding: z.boolean().default(false),
}

const euler = z.object({
  ...shared,
  beta_start: z.number().positive().default(0.0001),
  beta_end: z.number().positive().default(0.02),
  beta_schedule: z.enum(['linear', 'scaled_linear', 'squaredcos_cap_v2']).default('linear'),
  timestep_spacing: z.enum(['leading', 'linspace', 'trailing']).default('linspace'),
  steps_offset: z.int().default(0),
})

const lcm = z.object({
  ...shared,
  beta_start: z.number().positive().default(0.00085),
  beta_end: z.number().positive().default(0.012),
  beta_schedule: z.enum(['linear', 'scaled_linear', 'squaredcos_cap_v2']).default('scaled_linear'),
  timestep_spacing: z.enum(['leading', 'linspace', 'trailing']).default('leading'),
  steps_offset: z.int().default(0),
})

/** A scheduler_config.json with the defaults of its class in diffusers 0.23. */
export type SchedulerConfig = Readonly<Omit<z.output<typeof euler>, 'use_karras_sigmas'>> & {
  readonly _class_name: (typeof classes)[number]
  readonly use_karras_sigmas: boolean
}

/** Parses a scheduler_config.json. @throws OperatorError CHECKPOINT_INVALID, CHECKPOINT_UNSUPPORTED */
export function parseSchedulerConfig(json: unknown, where: string): SchedulerConfig {
  const { _class_name } = parseConfig(z.looseObject({ _class_name: z.string() }), json, where)
  const known = classes.find((name) => name === _class_name)
  if (!known) throw unsupported(where, '_class_name', _class_name)
  const config = parseConfig(known === 'LCMScheduler' ? lcm : euler, json, where)
  return { ...config, _class_name: known, use_karras_sigmas: config.use_karras_sigmas ?? false }
}
