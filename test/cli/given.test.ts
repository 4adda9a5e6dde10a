import assert from 'node:assert/strict'
import { test } from 'node:test'
import { allFields } from '#cli/commands.ts'
import { configOf, readGiven, type Sources, settingsOf } from '#cli/given.ts'
import { OperatorError } from '#errors/operatorError.ts'
import { serverConfigFields } from '#settings/config.ts'

test('a flag wins over the environment, the environment over .env, .env over the default', () => {
  const dotEnv = { STRENGTH: '0.1' }
  const env = { I2I_STRENGTH: '0.2' }
  const flags = { strength: '0.3' }
  assert.equal(given({ flags, env, dotEnv }).strength, 0.3)
  assert.equal(given({ env, dotEnv }).strength, 0.2)
  assert.equal(given({ dotEnv }).strength, 0.1)
  assert.equal(given({}).strength, undefined)
})

test('in the environment only the five names that belong to nobody else go without the prefix', () => {
  const env = { PRIMARY_HOSTNAME: 'a', WORKER_ID: 'b', JOB_PORT: '1', SETTINGS_PORT: '2', OUTPUT_PORT: '3' }
  assert.deepEqual(given({ env }), {
    primaryHostname: 'a',
    workerId: 'b',
    jobPort: 1,
    settingsPort: 2,
    outputPort: 3,
  })
  assert.deepEqual(given({ env: { PROMPT: '$ ', HOST: 'studio', MODE: 'x', DEBUG: '*', SEED: 'y' } }), {})
})

test('in .env every name goes without the prefix, and with it', () => {
  assert.deepEqual(given({ dotEnv: { PROMPT: 'fog', I2I_SEED: '7', STEPS: '3' } }), {
    prompt: 'fog',
    seed: 7,
    numInferenceSteps: 3,
  })
})

test('a variable that is empty counts as not set', () => {
  assert.deepEqual(given({ env: { I2I_PROMPT: '' }, dotEnv: { SEED: '' } }), {})
})

test('a bad value is told with the name that the operator wrote', () => {
  assert.equal(complaint({ flags: { batchSize: '99' } }), '--batch-size cannot be "99".')
  assert.equal(complaint({ env: { I2I_BATCH_SIZE: '99' } }), 'I2I_BATCH_SIZE cannot be "99".')
  assert.equal(complaint({ dotEnv: { BATCH_SIZE: '99' } }), 'BATCH_SIZE in .env cannot be "99".')
})

test('a config is whole: what was given, then the default of the command, then that of the table', () => {
  const config = configOf(serverConfigFields, { jobPort: 6000 }, { host: '127.0.0.1', jobPort: 7000 })
  assert.equal(config.jobPort, 6000)
  assert.equal(config.host, '127.0.0.1')
  assert.equal(config.outputPort, 5557)
})

test('live settings hold only what was given', () => {
  assert.deepEqual(settingsOf({ prompt: 'fog', jobPort: 6000 }), { prompt: 'fog' })
})

function given(sources: Partial<Sources>) {
  return readGiven(allFields, { flags: {}, env: {}, dotEnv: {}, ...sources })
}

function complaint(sources: Partial<Sources>): string | undefined {
  try {
    given(sources)
  } catch (error) {
    if (error instanceof OperatorError) return error.message
    throw error
  }
  return undefined
}
