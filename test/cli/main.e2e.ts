import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { tmpdir } from 'node:os'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { temporaryFolder } from '#test/temporaryFolder.ts'

const main = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url))
const launcher = fileURLToPath(new URL('../../bin/i2i.mjs', import.meta.url))

const mistakes: readonly (readonly [args: string, said: string])[] = [
  ['solo --strenght 1', 'There is no option --strenght. Did you mean --strength?'],
  ['solo --strength 2', '--strength cannot be "2". Give a number from 0 to 1.'],
  ['server --batch_size many', '--batch-size cannot be "many". Give a whole number from 1 to 32 or auto.'],
  ['worker --job-port', '--job-port needs a value. Give a whole number from 1 to 65535.'],
  ['wroker', 'There is no command wroker. Did you mean: npx i2i worker'],
]

for (const [args, said] of mistakes) {
  test(`i2i ${args}: one sentence with the remedy, exit code 2`, () => {
    const { status, stderr, stdout } = i2i(main, args.split(' '))
    assert.deepEqual({ status, stderr, stdout }, { status: 2, stderr: `${said}\n`, stdout: '' })
  })
}

test('a bad value in .env is told with its place', (t) => {
  const { status, stderr } = i2i(main, ['server'], temporaryFolder(t, { '.env': 'OUTPUT_PORT=none\n' }))
  assert.equal(status, 2)
  assert.match(stderr, /^OUTPUT_PORT in \.env cannot be "none"\. .*\n$/)
})

for (const args of [[], ['--help'], ['help', 'worker'], ['worker', '--help'], ['--version']]) {
  test(`i2i ${args.join(' ')} explains itself on stdout, exit code 0`, () => {
    const { status, stderr, stdout } = i2i(launcher, args)
    assert.deepEqual({ status, stderr }, { status: 0, stderr: '' })
    assert.ok(stdout.length > 0)
  })
}

test('help that is not read to its end is no crash', () => {
  const { stderr } = spawnSync('sh', ['-c', `"${process.execPath}" "${main}" help solo | true`], { encoding: 'utf8' })
  assert.equal(stderr, '')
})

function i2i(file: string, args: readonly string[], cwd = tmpdir()) {
  return spawnSync(process.execPath, [file, ...args], { cwd, encoding: 'utf8' })
}
