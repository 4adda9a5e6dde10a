import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseSchedulerConfig } from '#checkpoint/schedulerConfig.ts'
import { schedulerDefaults } from '#test/schedulerDefaults.ts'
import { fixtureJson } from './modelFolder.ts'
import { refusal } from './refusal.ts'

test('the schedulers of the turbo models', () => {
  const sd = parsed(fixtureJson('configs/sd-turbo/scheduler/scheduler_config.json'))
  const sdxl = parsed(fixtureJson('configs/sdxl-turbo/scheduler/scheduler_config.json'))
  assert.equal(sd._class_name, 'EulerDiscreteScheduler')
  assert.equal(sdxl._class_name, 'EulerAncestralDiscreteScheduler')
  for (const config of [sd, sdxl]) {
    assert.equal(config.timestep_spacing, 'trailing')
    assert.equal(config.beta_schedule, 'scaled_linear')
    assert.deepEqual([config.beta_start, config.beta_end, config.steps_offset], [0.00085, 0.012, 1])
    assert.equal(config.set_alpha_to_one, false)
  }
})

test('what a config does not say is as in its class', () => {
  for (const _class_name of ['EulerDiscreteScheduler', 'EulerAncestralDiscreteScheduler']) {
    assert.deepEqual(parsed({ _class_name }), {
      ...schedulerDefaults,
      _class_name,
      beta_start: 0.0001,
      beta_end: 0.02,
      beta_schedule: 'linear',
      timestep_spacing: 'linspace',
    })
  }
  assert.deepEqual(parsed({ _class_name: 'LCMScheduler' }), {
    ...schedulerDefaults,
    _class_name: 'LCMScheduler',
    beta_start: 0.00085,
    beta_end: 0.012,
    beta_schedule: 'scaled_linear',
    timestep_spacing: 'leading',
  })
})

test('a config of another scheduler, renamed, keeps what both know', () => {
  const pndm = {
    beta_start: 0.00085,
    beta_end: 0.012,
    beta_schedule: 'scaled_linear',
    skip_prk_steps: true,
    steps_offset: 1,
  }
  const config = parsed({ ...pndm, _class_name: 'EulerDiscreteScheduler', clip_sample: false, set_alpha_to_one: false })
  assert.deepEqual([config.beta_end, config.steps_offset, config.timestep_spacing], [0.012, 1, 'linspace'])
  assert.equal('skip_prk_steps' in config, false)
})

test('SDXL base, Lightning and a latent consistency model differ in class and spacing', () => {
  const written = { beta_start: 0.00085, beta_end: 0.012, beta_schedule: 'scaled_linear', prediction_type: 'epsilon' }
  const older = {
    clip_sample: false,
    sample_max_value: 1,
    set_alpha_to_one: false,
    skip_prk_steps: true,
    steps_offset: 1,
  }
  for (const [json, spacing] of [
    [{ _class_name: 'EulerDiscreteScheduler', ...written, ...older, timestep_spacing: 'leading' }, 'leading'],
    [{ _class_name: 'EulerDiscreteScheduler', ...written, ...older, timestep_spacing: 'trailing' }, 'trailing'],
    [{ _class_name: 'LCMScheduler', ...written, clip_sample_range: 1, dynamic_thresholding_ratio: 0.995 }, 'leading'],
  ] as const) {
    const config = parsed({ ...json, trained_betas: null, _diffusers_version: '0.22.0.dev0' })
    assert.equal(config._class_name, json._class_name)
    assert.deepEqual(
      [config.timestep_spacing, config.beta_end, config.beta_schedule],
      [spacing, 0.012, 'scaled_linear'],
    )
    assert.deepEqual([config.original_inference_steps, config.trained_betas], [50, null])
  }
})

test('Karras sigmas are passed on', () => {
  const euler = { _class_name: 'EulerDiscreteScheduler' }
  assert.equal(parsed({ ...euler, use_karras_sigmas: true }).use_karras_sigmas, true)
  assert.equal(parsed({ ...euler, use_karras_sigmas: null }).use_karras_sigmas, false)
})

test('another scheduler is refused, with what to write instead', async () => {
  const message = await refusal('CHECKPOINT_UNSUPPORTED', () => parsed({ _class_name: 'PNDMScheduler' }))
  assert.match(message, /_class_name is "PNDMScheduler", a scheduler that is not supported/)
  assert.throws(
    () => parsed({ _class_name: 'PNDMScheduler' }),
    (error: { remedy: string }) => /--scheduler euler/.test(error.remedy),
  )
})

test('what would make other noise levels, and what is no such value, is refused', async () => {
  const euler = { _class_name: 'EulerDiscreteScheduler' }
  for (const [json, code, why] of [
    [{ ...euler, use_beta_sigmas: true }, 'CHECKPOINT_UNSUPPORTED', /use_beta_sigmas is true/],
    [{ ...euler, timestep_type: 'continuous' }, 'CHECKPOINT_UNSUPPORTED', /timestep_type is "continuous"/],
    [{ ...euler, final_sigmas_type: 'sigma_min' }, 'CHECKPOINT_UNSUPPORTED', /final_sigmas_type is "sigma_min"/],
    [{ ...euler, beta_schedule: 'sigmoid' }, 'CHECKPOINT_UNSUPPORTED', /beta_schedule is "sigmoid"/],
    [{ ...euler, prediction_type: 'flow' }, 'CHECKPOINT_UNSUPPORTED', /prediction_type is "flow"/],
    [{}, 'CHECKPOINT_INVALID', /_class_name is missing/],
    [{ ...euler, num_train_timesteps: 0 }, 'CHECKPOINT_INVALID', /num_train_timesteps is 0/],
    [{ ...euler, num_train_timesteps: 1e12 }, 'CHECKPOINT_INVALID', /num_train_timesteps is 1000000000000/],
    [{ ...euler, beta_start: 'a' }, 'CHECKPOINT_INVALID', /beta_start is "a"/],
    [{ ...euler, trained_betas: [0.1, null] }, 'CHECKPOINT_INVALID', /trained_betas\.1 is null/],
  ] as const) {
    assert.match(await refusal(code, () => parsed(json)), why)
  }
})

function parsed(json: unknown) {
  return parseSchedulerConfig(json, 'scheduler/scheduler_config.json')
}

test('another scheduler can be chosen, with the noise levels that the model was trained with', () => {
  const pndm = {
    _class_name: 'PNDMScheduler',
    beta_start: 0.00085,
    beta_end: 0.012,
    beta_schedule: 'scaled_linear',
    skip_prk_steps: true,
  }
  const config = parseSchedulerConfig(pndm, 'scheduler_config.json', 'euler_ancestral')
  assert.equal(config._class_name, 'EulerAncestralDiscreteScheduler')
  assert.deepEqual([config.beta_start, config.beta_end, config.beta_schedule], [0.00085, 0.012, 'scaled_linear'])
  assert.equal(parseSchedulerConfig(pndm, 'scheduler_config.json', 'lcm')._class_name, 'LCMScheduler')
})
