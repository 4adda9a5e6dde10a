import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { SchedulerConfig } from '#checkpoint/schedulerConfig.ts'
import { alphasCumprod } from '#diffusion/scheduler/alphasCumprod.ts'
import { eulerSigmas } from '#diffusion/scheduler/eulerSigmas.ts'
import { openScheduler } from '#diffusion/scheduler/openScheduler.ts'
import type { Step } from '#diffusion/scheduler/scheduler.ts'
import { OperatorError } from '#errors/operatorError.ts'
import { expected } from '#test/expected.ts'
import { schedulerDefaults } from '#test/schedulerDefaults.ts'

test('one step is the least that strength lets run, also where 1 / n · n is below 1', () => {
  const edgeCases: number[] = expected('tiny-sdxl').json.strength_clamp_edge_cases
  assert.ok(edgeCases.includes(49))
  for (const numInferenceSteps of [...edgeCases, 1, 2, 50]) {
    for (const strength of [0, -1, 1 / numInferenceSteps]) {
      const { steps, timesteps } = schedule({}, numInferenceSteps, strength)
      assert.equal(steps.length, 1)
      assert.equal(steps[0].timestep, timesteps[timesteps.length - 1])
    }
  }
})

test('all steps are the most that strength lets run', () => {
  for (const strength of [1, 1.5, 100]) assert.equal(schedule({}, 4, strength).steps.length, 4)
})

test('numbers of steps that no schedule can have are refused with a sentence', () => {
  for (const steps of [0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, 1001]) {
    for (const _class_name of ['EulerDiscreteScheduler', 'EulerAncestralDiscreteScheduler', 'LCMScheduler'] as const) {
      assertFails('SETTING_INVALID', `numInferenceSteps cannot be ${steps}: `, () =>
        schedule({ _class_name }, steps, 1),
      )
    }
  }
  assertFails('SETTING_INVALID', 'numInferenceSteps cannot be 51: ', () => schedule(LCM, 51, 1))
})

test('a strength that is no number is refused with a sentence', () => {
  for (const strength of [Number.NaN, Number.POSITIVE_INFINITY]) {
    assertFails('SETTING_INVALID', `strength cannot be ${strength}.`, () => schedule({}, 2, strength))
  }
})

test('every length of a schedule can be run, with numbers only', () => {
  for (let steps = 1; steps <= 1000; steps++) {
    for (const timestep_spacing of ['leading', 'linspace', 'trailing'] as const) {
      const run = schedule({ _class_name: 'EulerAncestralDiscreteScheduler', timestep_spacing }, steps, 0.02)
      assert.ok(run.steps.every(hasNumbers), `${timestep_spacing}, ${steps} steps`)
    }
  }
})

test('trailing timesteps halfway between two are rounded as in numpy', () => {
  const of16 = [999, 937, 874, 811, 749, 687, 624, 561, 499, 437, 374, 311, 249, 187, 124, 61]
  assert.deepEqual(schedule({ timestep_spacing: 'trailing' }, 16, 1).timesteps, of16)
  // 1000 - 3 · 1000 / 48 is 937.5, but numpy arrives just below
  assert.equal(schedule({ timestep_spacing: 'trailing' }, 48, 1).timesteps[3], 936)
  assert.equal(schedule({ timestep_spacing: 'trailing' }, 96, 1).timesteps[18], 812)
})

test('61 trailing steps are 62, as they are in diffusers', () => {
  const { timesteps } = schedule({ timestep_spacing: 'trailing' }, 61, 1)
  assert.equal(timesteps.length, 62)
  assert.deepEqual(timesteps.slice(-3), [32, 15, -1])
})

test('Karras noise levels shrink toward the end, and timesteps follow them', () => {
  const config = configOf({ use_karras_sigmas: true, timestep_spacing: 'trailing' })
  const { timesteps, sigmas } = eulerSigmas(config, alphasCumprod(config), 4)
  assertNear(sigmas, [14.61464786529541, 6.0835137367248535, 2.233309268951416, 0.6932054162025452, 0])
  assertNear(timesteps, [999, 837.1669301229249, 593.6463330528516, 249.00000103019087])
})

test('a Karras schedule of one step starts at the strongest noise', () => {
  const config = configOf({ use_karras_sigmas: true, timestep_spacing: 'trailing' })
  assertNear(eulerSigmas(config, alphasCumprod(config), 1).sigmas, [14.614647, 0])
})

test('Euler ancestral has no Karras noise levels', () => {
  const ancestral = { _class_name: 'EulerAncestralDiscreteScheduler' } as const
  assert.deepEqual(schedule({ ...ancestral, use_karras_sigmas: true }, 4, 1), schedule(ancestral, 4, 1))
})

test('log_linear noise levels have equal ratios and end at the weakest', () => {
  const config = configOf({ interpolation_type: 'log_linear' })
  const wanted = [14.614645957946777, 3.088987350463867, 0.652895987033844, 0.13799771666526794, 0.0291675366461277, 0]
  assertNear(eulerSigmas(config, alphasCumprod(config), 4).sigmas, wanted)
})

test('beta schedules are those of diffusers', () => {
  const at = [0, 249, 499, 749, 999]
  const pick = (config: Partial<SchedulerConfig>, places = at) => {
    const alphas = alphasCumprod(configOf(config))
    return places.map((t) => alphas[t])
  }
  const cosine = [0.9999586939811707, 0.8470122218132019, 0.4938434660434723, 0.1442721039056778, 2.4287349909002387e-9]
  assertNear(pick({ beta_schedule: 'squaredcos_cap_v2' }), cosine)
  const linear = [0.9998999834060669, 0.07858724892139435, 4.0358296246267855e-5]
  assertNear(pick({ beta_schedule: 'linear', beta_start: 0.0001, beta_end: 0.02 }, [0, 499, 999]), linear)
  assertNear(pick({ trained_betas: [0.5, 0.5, 0.75], num_train_timesteps: 3 }, [0, 1, 2]), [0.5, 0.25, 0.0625])
})

test('rescaled to zero signal, nothing of the picture is left at the last timestep', () => {
  const alphas = alphasCumprod(configOf({ rescale_betas_zero_snr: true }))
  const wanted = [0.9991499781608582, 0.6541886925697327, 0.2423589825630188, 0.03317144885659218, 0]
  assertNear(
    [0, 249, 499, 749, 999].map((t) => alphas[t]),
    wanted,
  )
})

test('rescaled to zero signal, LCM predicts velocity but cannot predict noise', () => {
  const config = { ...LCM, rescale_betas_zero_snr: true }
  const { steps, addNoise } = schedule({ ...config, prediction_type: 'v_prediction' }, 2, 1)
  assert.ok(steps.every(hasNumbers))
  assert.deepEqual(addNoise, { latents: 0, noise: 1 })
  assertFails('CHECKPOINT_INVALID', 'With rescale_betas_zero_snr, nothing', () => schedule(config, 2, 1))
  assert.ok(schedule(config, 2, 0.5).steps.every(hasNumbers))
})

test('rescaled to zero signal, Euler starts at a strong but finite noise', () => {
  const zeroSnr = {
    rescale_betas_zero_snr: true,
    timestep_spacing: 'trailing',
    prediction_type: 'v_prediction',
  } as const
  const { addNoise, steps } = schedule(zeroSnr, 2, 1)
  assertNear([addNoise.noise], [4096])
  assert.ok(steps.every(hasNumbers))
})

test('an Euler step follows the derivative, whatever the model predicts', () => {
  const [x, output] = [0.8, -0.3]
  for (const prediction_type of ['epsilon', 'v_prediction', 'sample'] as const) {
    const config = configOf({ prediction_type, timestep_spacing: 'trailing' })
    const { sigmas } = eulerSigmas(config, alphasCumprod(config), 4)
    const { steps } = openScheduler(config).schedule({ numInferenceSteps: 4, strength: 1 })
    for (const [i, step] of steps.entries()) {
      const [from, to] = [sigmas[i], sigmas[i + 1]]
      const predicted = {
        epsilon: x - from * output,
        v_prediction: (-output * from) / Math.sqrt(from ** 2 + 1) + x / (from ** 2 + 1),
        sample: output,
      }[prediction_type]
      assertNear([step.sample * x + step.modelOutput * output], [x + ((x - predicted) / from) * (to - from)])
      assert.deepEqual([step.noise, step.drawsNoise], [0, true])
    }
  }
})

test('an LCM step takes the predicted picture, whatever the model predicts', () => {
  const [x, output, noise] = [0.8, -0.3, 1.7]
  const alphas = alphasCumprod(configOf(LCM))
  for (const prediction_type of ['epsilon', 'v_prediction', 'sample'] as const) {
    const { steps, timesteps } = schedule({ ...LCM, prediction_type }, 4, 1)
    for (const [i, step] of steps.entries()) {
      const [alpha, next] = [alphas[timesteps[i]], alphas[timesteps[i + 1]] ?? 1]
      const predicted = {
        epsilon: (x - Math.sqrt(1 - alpha) * output) / Math.sqrt(alpha),
        v_prediction: Math.sqrt(alpha) * x - Math.sqrt(1 - alpha) * output,
        sample: output,
      }[prediction_type]
      const scaled = timesteps[i] * 10
      const denoised = (predicted * scaled) / Math.hypot(scaled, 0.5) + (x * 0.25) / (scaled ** 2 + 0.25)
      const wanted = Math.sqrt(next) * denoised + Math.sqrt(1 - next) * noise
      assertNear([step.sample * x + step.modelOutput * output + step.noise * noise], [wanted])
    }
    assert.deepEqual(
      steps.map(({ drawsNoise }) => drawsNoise),
      [true, true, true, false],
    )
  }
})

test('what a scheduler cannot do is told when it is opened', () => {
  const open = (config: Partial<SchedulerConfig>) => () => openScheduler(configOf(config))
  assertFails('CHECKPOINT_UNSUPPORTED', 'clip_sample of LCMScheduler', open({ ...LCM, clip_sample: true }))
  assertFails('CHECKPOINT_UNSUPPORTED', 'thresholding of LCMScheduler', open({ ...LCM, thresholding: true }))
  const ancestral = { _class_name: 'EulerAncestralDiscreteScheduler', prediction_type: 'sample' } as const
  assertFails('CHECKPOINT_UNSUPPORTED', 'EulerAncestralDiscreteScheduler has no', open(ancestral))
  const ddim = { _class_name: 'DDIMScheduler' as 'LCMScheduler' }
  assertFails('CHECKPOINT_UNSUPPORTED', 'The scheduler DDIMScheduler is not', open(ddim))
  const cubic = { beta_schedule: 'cubic' as 'linear' }
  assertFails('CHECKPOINT_UNSUPPORTED', 'The beta_schedule cubic', open(cubic))
  assert.doesNotThrow(open({ clip_sample: true, thresholding: true }))
})

test('a noise schedule that makes no sense is told when the scheduler is opened', () => {
  const open = (config: Partial<SchedulerConfig>) => () => openScheduler(configOf(config))
  const message = "The scheduler's config has "
  assertFails('CHECKPOINT_INVALID', `${message}2 trained_betas`, open({ trained_betas: [0.1, 0.2] }))
  assertFails(
    'CHECKPOINT_INVALID',
    `${message}2 as the beta`,
    open({ trained_betas: [0.5, 2], num_train_timesteps: 2 }),
  )
  assertFails('CHECKPOINT_INVALID', `${message}NaN as the beta`, open({ beta_start: -1 }))
  assertFails('CHECKPOINT_INVALID', "The scheduler's betas leave nothing", open({ beta_start: 0.5, beta_end: 0.9 }))
  for (const original_inference_steps of [0, 1001]) {
    assertFails(
      'CHECKPOINT_INVALID',
      `${message}${original_inference_steps} orig`,
      open({ ...LCM, original_inference_steps }),
    )
  }
})

const LCM = { _class_name: 'LCMScheduler' } as const

function configOf(config: Partial<SchedulerConfig>): SchedulerConfig {
  return {
    ...schedulerDefaults,
    _class_name: 'EulerDiscreteScheduler',
    beta_start: 0.00085,
    beta_end: 0.012,
    beta_schedule: 'scaled_linear',
    timestep_spacing: 'linspace',
    ...config,
  }
}

function schedule(config: Partial<SchedulerConfig>, numInferenceSteps: number, strength: number) {
  return openScheduler(configOf(config)).schedule({ numInferenceSteps, strength })
}

function hasNumbers({ timestep, inputScale, sample, modelOutput, noise }: Step): boolean {
  return [timestep, inputScale, sample, modelOutput, noise].every(Number.isFinite)
}

function assertNear(actual: readonly number[], wanted: readonly number[]): void {
  assert.equal(actual.length, wanted.length)
  for (const [i, value] of wanted.entries()) {
    // single precision, and the powers of seven and the logarithms of Karras' formula
    assert.ok(Math.abs(actual[i] - value) <= 1e-5 * Math.abs(value), `${i}: ${actual[i]}, not ${value}`)
  }
}

function assertFails(code: string, start: string, act: () => unknown): void {
  assert.throws(
    act,
    (error) => error instanceof OperatorError && error.code === code && error.message.startsWith(start),
  )
}
