import assert from 'node:assert/strict'
import { test } from 'node:test'
import { diagnose, Health, type Vitals } from '#telemetry/health.ts'

const well: Vitals = {
  source: { isHealthy: true },
  workers: [{ state: 'ready' }],
  failing: 0,
  quietMs: 30,
  uptimeMs: 60_000,
}

const diagnoses: readonly (readonly [what: string, changes: Partial<Vitals>, problems: ReturnType<typeof diagnose>])[] =
  [
    ['all is well', {}, {}],
    [
      'the source has lost its device',
      { source: { isHealthy: false, problem: 'The camera has gone.' } },
      { input: 'The camera has gone.' },
    ],
    [
      'the source does not say why',
      { source: { isHealthy: false } },
      { input: 'The source is not delivering pictures.' },
    ],
    ['nobody is there', { workers: [] }, { inference: 'No worker is connected.' }],
    ['the server has just been started and its workers look for it', { workers: [], uptimeMs: 1999 }, {}],
    ['they have not found it', { workers: [], uptimeMs: 2000 }, { inference: 'No worker is connected.' }],
    [
      'all who are there are benched or silent',
      { workers: [{ state: 'benched' }, { state: 'silent' }] },
      { inference: 'No worker is fit for work.' },
    ],
    [
      'all have been benched by the operator',
      { workers: [{ state: 'benched', benchedByOperator: true }] },
      { inference: 'All workers have been benched by hand.' },
    ],
    ['one of two is benched', { workers: [{ state: 'benched' }, { state: 'ready' }] }, {}],
    ['some frames fail', { failing: 0.25 }, { inference: '25 % of the frames fail.' }],
    ['a single frame failed', { failing: 0.05 }, {}],
    ['no picture has left', { quietMs: 7200 }, { output: 'No picture has left for 7 s.' }],
    ['a pause', { quietMs: 4900 }, {}],
  ]
for (const [what, changes, problems] of diagnoses) {
  test(`${what}: ${Object.values(problems).join(' ') || 'nothing to complain about'}`, () => {
    assert.deepEqual(diagnose({ ...well, ...changes }), problems)
  })
}

test('a problem keeps the time since when it lasts, though its words change', () => {
  let now = 1000
  const health = new Health(() => now)
  health.update({ output: 'No picture has left for 6 s.' })
  now = 2000
  health.update({ output: 'No picture has left for 7 s.' })
  assert.deepEqual(health.snapshot().parts.output, {
    isHealthy: false,
    problem: 'No picture has left for 7 s.',
    sinceMs: 1000,
  })
})

test('only what has become unwell or well again is told', () => {
  const health = new Health(() => 0)
  const sick = { input: 'The camera has gone.' }
  assert.deepEqual(health.update(sick), ['input'])
  assert.deepEqual(health.update(sick), [])
  assert.deepEqual(health.update({ ...sick, inference: 'No worker is connected.' }), ['inference'])
  assert.deepEqual(health.update({}), ['input', 'inference'])
  assert.deepEqual(health.update({}), [])
})

test('a show is down when no picture leaves, degraded when something else is wrong', () => {
  const health = new Health(() => 0)
  const statusWith = (problems: Parameters<Health['update']>[0]) => {
    health.update(problems)
    return health.snapshot().status
  }
  assert.equal(statusWith({}), 'online')
  assert.equal(statusWith({ input: 'x' }), 'degraded')
  assert.equal(statusWith({ inference: 'x' }), 'degraded')
  assert.equal(statusWith({ output: 'x', input: 'x' }), 'down')
  assert.equal(statusWith({}), 'online')
})

test('the whole show tells since when it is as it is', () => {
  let now = 1000
  const health = new Health(() => now)
  assert.equal(health.snapshot().sinceMs, undefined)
  health.update({ input: 'The camera has gone.' })
  now = 2000
  health.update({ input: 'The camera has gone.', inference: 'No worker is connected.' })
  assert.deepEqual([health.snapshot().status, health.snapshot().sinceMs], ['degraded', 1000])
  now = 3000
  health.update({ output: 'No picture has left for 6 s.' })
  assert.deepEqual([health.snapshot().status, health.snapshot().sinceMs], ['down', 3000])
  health.update({})
  assert.equal(health.snapshot().sinceMs, undefined)
})
