import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseSchedulerConfig, type SchedulerConfig } from '#checkpoint/schedulerConfig.ts'
import { alphasCumprod } from '#diffusion/scheduler/alphasCumprod.ts'
import { eulerSigmas } from '#diffusion/scheduler/eulerSigmas.ts'
import { openScheduler } from '#diffusion/scheduler/openScheduler.ts'
import { assertClose, type Expected, expected } from '#test/expected.ts'

type Case = {
  readonly num_inference_steps: number
  readonly strength: number
  readonly timesteps: readonly number[]
  readonly timesteps_all: readonly number[]
  readonly sigmas_all?: readonly number[]
  readonly step_draws: readonly unknown[][]
}
type Kind = { readonly class: string; readonly config: object; readonly cases: readonly Case[] }

for (const name of ['tiny-sdxl', 'tiny-sd21'] as const) {
  const fixture = expected(name)
  for (const [kind, { cases, ...rest }] of Object.entries(fixture.json.schedules as Record<string, Kind>)) {
    const config = configOf(rest)

    test(`${name}, ${kind}: timesteps, draws and noise levels are those of diffusers`, () => {
      for (const { num_inference_steps, strength, ...wanted } of cases) {
        const { timesteps, steps } = openScheduler(config).schedule({
          numInferenceSteps: num_inference_steps,
          strength,
        })
        assert.deepEqual(timesteps, wanted.timesteps_all)
        assert.deepEqual(
          steps.map(({ timestep, drawsNoise }) => [timestep, drawsNoise]),
          wanted.timesteps.map((timestep, i) => [timestep, wanted.step_draws[i].length > 0]),
        )
        if (!wanted.sigmas_all) continue
        const { sigmas } = eulerSigmas(config, alphasCumprod(config), num_inference_steps)
        assertRelative(sigmas, wanted.sigmas_all, 1e-5)
      }
    })

    test(`${name}, ${kind}: every step takes the latents where diffusers takes them`, () => {
      const runs = runsOf(fixture, kind)
      assert.equal(runs.length, 10)
      for (const run of runs) assertRun(fixture, config, kind, run)
    })
  }

  test(`${name}: the noise schedule of the training is that of diffusers`, () => {
    const [kind] = Object.values(fixture.json.schedules as Record<string, Kind>)
    assertRelative(alphasCumprod(configOf(kind)), fixture.floats('sched/alphas_cumprod'), 1e-6)
  })

  test(`${name}: an LCM pipeline runs the whole schedule, which strength shortens`, () => {
    const { lcm } = fixture.json.schedules
    for (const wanted of lcm['via_lcm_pipeline_0.23.1']) {
      const schedule = lcmSchedule(configOf(lcm), wanted, { lcmPipeline: true })
      assert.deepEqual(schedule.timesteps, wanted.timesteps ?? shortest(wanted.num_inference_steps))
      assert.deepEqual(
        schedule.steps.map(({ timestep }) => timestep),
        schedule.timesteps,
      )
    }
  })

  test(`${name}: LCM timesteps of later versions of diffusers are there for the asking`, () => {
    const { lcm } = fixture.json.schedules
    for (const wanted of lcm.later_versions.cases) {
      const { set_timesteps_no_strength, set_timesteps_with_strength, num_inference_steps } = wanted
      const options = { lcmTimesteps: 'later' } as const
      assert.deepEqual(lcmSchedule(configOf(lcm), wanted, options).timesteps, set_timesteps_no_strength)
      const { timesteps } = lcmSchedule(configOf(lcm), wanted, { ...options, lcmPipeline: true })
      const isError = typeof set_timesteps_with_strength === 'string'
      assert.deepEqual(timesteps, isError ? shortest(num_inference_steps) : set_timesteps_with_strength)
    }
  })
}

function configOf(kind: Omit<Kind, 'cases'>): SchedulerConfig {
  return parseSchedulerConfig({ ...kind.config, _class_name: kind.class }, 'expected.json')
}

/** Tensors are called `sched/euler_trailing/n2_s0.7/prev_0`. */
function runsOf({ names }: Expected, kind: string): string[] {
  const runs = names.map((name) => new RegExp(`^sched/${kind}/(n[^/]+)/noisy$`).exec(name)?.[1])
  return runs.filter((run) => run !== undefined)
}

function assertRun({ floats, names }: Expected, config: SchedulerConfig, kind: string, run: string): void {
  const [numInferenceSteps, strength] = run.slice(1).split('_s').map(Number)
  const { steps, addNoise } = openScheduler(config).schedule({ numInferenceSteps, strength })
  const tensor = (name: string) => floats(`sched/${kind}/${run}/${name}`)
  const modelOutput = floats(`sched/${kind}/model_output`)

  let x = tensor('noisy')
  const noisy = sum([addNoise.latents, floats(`sched/${kind}/x0`)], [addNoise.noise, floats(`sched/${kind}/noise`)])
  assertClose(noisy, x, 1e-5, `${kind} ${run} noisy`)
  for (const [i, step] of steps.entries()) {
    assertClose(sum([step.inputScale, x]), tensor(`scaled_${i}`), 1e-5, `${kind} ${run} scaled ${i}`)
    const noise = names.includes(`sched/${kind}/${run}/stepnoise_${i}`) ? tensor(`stepnoise_${i}`) : undefined
    assert.equal(noise !== undefined, step.drawsNoise)
    const next = sum(
      [step.sample, x],
      [step.modelOutput, modelOutput],
      [step.noise, noise ?? new Float32Array(x.length)],
    )
    assertClose(next, tensor(`prev_${i}`), 1e-5, `${kind} ${run} prev ${i}`)
    x = tensor(`prev_${i}`)
  }
  assert.ok(!names.includes(`sched/${kind}/${run}/prev_${steps.length}`), `${kind} ${run}: number of steps`)
}

/** In single precision, as a graph computes it. */
function sum(...terms: readonly (readonly [number, Float32Array])[]): Float32Array {
  const { fround } = Math
  return terms[0][1].map((_, i) =>
    terms.reduce((total, [factor, x]) => fround(total + fround(fround(factor) * x[i])), 0),
  )
}

function lcmSchedule(
  config: SchedulerConfig,
  wanted: { num_inference_steps: number; strength: number },
  options: Parameters<typeof openScheduler>[1],
) {
  return openScheduler(config, options).schedule({
    numInferenceSteps: wanted.num_inference_steps,
    strength: wanted.strength,
  })
}

/** Where diffusers refuses a strength, the schedule is the shortest that has enough steps. */
function shortest(count: number): number[] {
  return Array.from({ length: count }, (_, i) => (count - i) * 20 - 1)
}

function assertRelative(actual: ArrayLike<number>, wanted: ArrayLike<number>, error: number): void {
  assert.equal(actual.length, wanted.length)
  for (let i = 0; i < wanted.length; i++) {
    assert.ok(Math.abs(actual[i] - wanted[i]) <= error * Math.abs(wanted[i]), `${i}: ${actual[i]}, not ${wanted[i]}`)
  }
}
