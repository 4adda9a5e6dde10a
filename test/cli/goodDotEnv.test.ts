import assert from 'node:assert/strict'
import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { keepGoodDotEnv, usableDotEnv } from '#cli/goodDotEnv.ts'
import { OperatorError } from '#errors/operatorError.ts'
import { temporaryFolder } from '#test/temporaryFolder.ts'

const anything = () => undefined
const refuse = () => {
  throw new OperatorError('BAD_OPTION', 'STRENGTH in .env cannot be "half".', 'Give a number.')
}

test('a service whose .env is damaged starts with that of its last good start, and says so', (t) => {
  for (const damaged of ['', 'STRENGTH=0.5\0\0\0', Buffer.from([0xff, 0xfe, 0x00]), '\n\n']) {
    const folder = temporaryFolder(t, { '.env': 'TOKEN=sesame\n' })
    const state = temporaryFolder(t)
    keepGoodDotEnv(folder, state)
    writeFileSync(join(folder, '.env'), damaged)
    const { dotEnv, problem } = usableDotEnv(folder, state, anything)
    assert.deepEqual({ ...dotEnv }, { TOKEN: 'sesame' })
    assert.match(problem?.message ?? '', /\.env/)
  }
})

test('a value that cannot be counts as damage; the good copy is checked as well', (t) => {
  const folder = temporaryFolder(t, { '.env': 'STRENGTH=half\n' })
  const state = temporaryFolder(t, { 'env.good': 'STRENGTH=0.5\n' })
  const check = (dotEnv: Readonly<Record<string, string | undefined>>) => {
    if (dotEnv.STRENGTH === 'half') refuse()
  }
  assert.deepEqual({ ...usableDotEnv(folder, state, check).dotEnv }, { STRENGTH: '0.5' })
  assert.throws(() => usableDotEnv(folder, state, refuse), { code: 'BAD_OPTION' })
})

test('a person is told at once, whatever worked before', (t) => {
  const folder = temporaryFolder(t, { '.env': 'STRENGTH=half\n' })
  assert.throws(() => usableDotEnv(folder, undefined, refuse), { code: 'BAD_OPTION' })
})

test('a .env that was removed is no damage', (t) => {
  const state = temporaryFolder(t, { 'env.good': 'TOKEN=sesame\n' })
  assert.deepEqual(usableDotEnv(temporaryFolder(t), state, anything), { dotEnv: {} })
})

test('the copy is whole and for nobody else', (t) => {
  const [folder, state] = [temporaryFolder(t, { '.env': 'TOKEN=sesame\n' }), temporaryFolder(t)]
  keepGoodDotEnv(folder, state)
  assert.equal(readFileSync(join(state, 'env.good'), 'utf8'), 'TOKEN=sesame\n')
  assert.equal(statSync(join(state, 'env.good')).mode & 0o777, 0o600)
})
