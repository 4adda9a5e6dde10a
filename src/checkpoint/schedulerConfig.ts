import { z } from 'zod'
import { OperatorError } from '#errors/operatorError.ts'
import { parseConfig } from './parseConfig.ts'
import { shown } from './shown.ts'

const classes = ['EulerDiscreteScheduler', 'EulerAncestralDiscreteScheduler', 'LCMScheduler'] as const

/** What a person may choose in place of the checkpoint's own; `auto` is that. */
export type SchedulerName = 'auto' | 'euler' | 'euler_ancestral' | 'lcm'

const chosen: Readonly<Record<SchedulerName, (typeof classes)[number] | undefined>> = {
  auto: undefined,
  euler: 'EulerDiscreteScheduler',
  euler_ancestral: 'EulerAncestralDiscreteScheduler',
  lcm: 'LCMScheduler',
}

const shared = {
  num_train_timesteps: z.int().min(2).max(1_000_000).default(1000),
  beta_schedule: z.enum(['linear', 'scaled_linear', 'squaredcos_cap_v2']),
  trained_betas: z.array(z.number()).nullable().default(null),
  prediction_type: z.enum(['epsilon', 'v_prediction', 'sample']).default('epsilon'),
  timestep_spacing: z.enum(['leading', 'linspace', 'trailing']),
  steps_offset: z.int().default(0),
  interpolation_type: z.enum(['linear', 'log_linear']).default('linear'),
  use_karras_sigmas: z
    .boolean()
    .nullable()
    .default(false)
    .transform((use) => use ?? false),
  original_inference_steps: z.int().min(1).default(50),
  timestep_scaling: z.number().default(10),
  set_alpha_to_one: z.boolean().default(true),
  rescale_betas_zero_snr: z.boolean().default(false),
  clip_sample: z.boolean().default(false),
  thresholding: z.boolean().default(false),
}

/** @see diffusers 0.23 `EulerDiscreteScheduler.__init__`, `EulerAncestralDiscreteScheduler.__init__` */
const euler = z.object({
  ...shared,
  beta_start: z.number().positive().default(0.0001),
  beta_end: z.number().positive().default(0.02),
  beta_schedule: shared.beta_schedule.default('linear'),
  timestep_spacing: shared.timestep_spacing.default('linspace'),

  // of later versions: other noise levels than those that are worked out here
  use_exponential_sigmas: z.literal([false, null]).optional(),
  use_beta_sigmas: z.literal([false, null]).optional(),
  timestep_type: z.literal('discrete').optional(),
  final_sigmas_type: z.literal('zero').optional(),
  sigma_min: z.literal(null).optional(),
  sigma_max: z.literal(null).optional(),
})

/** @see diffusers 0.23 `LCMScheduler.__init__` */
const lcm = z.object({
  ...shared,
  beta_start: z.number().positive().default(0.00085),
  beta_end: z.number().positive().default(0.012),
  beta_schedule: shared.beta_schedule.default('scaled_linear'),
  timestep_spacing: shared.timestep_spacing.default('leading'),
})

/** A scheduler_config.json with the defaults of its class in diffusers 0.23. */
export type SchedulerConfig = Readonly<z.output<typeof lcm>> & { readonly _class_name: (typeof classes)[number] }

/**
 * Parses a scheduler_config.json.
 * @param name takes another scheduler with the numbers of this file, as diffusers' `from_config` does
 * @throws OperatorError CHECKPOINT_INVALID, CHECKPOINT_UNSUPPORTED
 */
export function parseSchedulerConfig(json: unknown, where: string, name: SchedulerName = 'auto'): SchedulerConfig {
  const named = parseConfig(z.looseObject({ _class_name: z.string() }), json, where)._class_name
  const _class_name = chosen[name] ?? classes.find((known) => known === named)
  if (!_class_name) throw unknownClass(where, named)
  if (_class_name === 'LCMScheduler') return { ...parseConfig(lcm, json, where), _class_name }
  const { use_exponential_sigmas, use_beta_sigmas, timestep_type, final_sigmas_type, sigma_min, sigma_max, ...config } =
    parseConfig(euler, json, where)
  return { ...config, _class_name }
}

function unknownClass(where: string, name: string): OperatorError {
  return new OperatorError(
    'CHECKPOINT_UNSUPPORTED',
    `${where}: _class_name is ${shown(name)}, a scheduler that is not supported.`,
    'Take another one with --scheduler euler or euler_ancestral; a latent consistency model wants lcm.',
  )
}
