import assert from 'node:assert/strict'
import { test } from 'node:test'
import { allFields } from '#cli/commands.ts'
import { fromEnvironment, readDotEnv, strangeVariables } from '#cli/environment.ts'
import { temporaryFolder } from '#test/temporaryFolder.ts'

test('.env is read with comments, quotes and spaces', (t) => {
  const folder = temporaryFolder(t, { '.env': '# a show\nPROMPT="a forest, # 1"\nSEED = 7\n' })
  assert.deepEqual({ ...readDotEnv(folder) }, { PROMPT: 'a forest, # 1', SEED: '7' })
})

test('no .env is no problem', (t) => {
  assert.deepEqual(readDotEnv(temporaryFolder(t)), {})
})

test('a .env that cannot be read is told in a sentence', (t) => {
  const folder = temporaryFolder(t, { '.env/file': '' })
  assert.throws(() => readDotEnv(folder), { code: 'BAD_OPTION', remedy: 'Make it readable or remove it.' })
})

test('a mistyped variable is pointed out with the one that was meant', () => {
  assert.deepEqual(strangeVariables(allFields, { I2I_STRENGHT: '1' }, { BATCHSIZE: '2' }), [
    'I2I_STRENGHT in the environment is no option and has no effect. Did you mean I2I_STRENGTH?',
    'BATCHSIZE in .env is no option and has no effect. Did you mean BATCH_SIZE?',
  ])
})

test('variables of others, and our own, are left alone', () => {
  const env = { PATH: '/bin', STRENGHT: '1', I2I_PARENT_IPC: '1', I2I_STEPS: '2' }
  assert.deepEqual(strangeVariables(allFields, env, { OPENAI_API_KEY: 'k', PROMPT: 'fog' }), [])
})

test('the token and the key file may be given without a prefix, other options not', () => {
  const env = { TOKEN: 'sesame', GOOGLE_APPLICATION_CREDENTIALS: 'key.json', STRENGTH: '0.1' }
  assert.deepEqual(fromEnvironment(['token'], env), { raw: 'sesame', place: 'TOKEN' })
  assert.equal(fromEnvironment(['translationCredentials', 'googleApplicationCredentials'], env)?.raw, 'key.json')
  assert.equal(fromEnvironment(['strength'], env), undefined)
})
