import assert from 'node:assert/strict'
import { existsSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { encode } from 'fast-png'
import { eventually } from '#test/eventually.ts'
import { fixtureFolder } from '#test/expected.ts'
import { type Program, startProgram } from '#test/running.ts'
import { temporaryFolder } from '#test/temporaryFolder.ts'

const MAIN = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url))
const timeout = 60_000

test('i2i render renders a folder and ends with 0; once more, and there is nothing to do', { timeout }, async (t) => {
  const { input, output } = folders(t, 3)
  await using first = renderProgram([input, output, '--negative_prompt', 'text', '--batch_size', '2'])
  assert.deepEqual(await first.ended, { code: 0, signal: null }, first.said())
  assert.deepEqual(visible(output), ['0.png', '1.png', '2.png'])
  await using again = renderProgram([input, output, '--negative-prompt', 'text', '--batch-size', '2'])
  assert.deepEqual(await again.ended, { code: 0, signal: null }, again.said())
  assert.match(again.said(), /3 of 3 pictures are there already/)
})

test('if a picture fails the others are done, and the exit code is 1 with the list', { timeout }, async (t) => {
  const { input, output } = folders(t, 2)
  writeFileSync(join(input, 'broken.jpg'), 'no picture')
  await using program = renderProgram([input, output])
  assert.deepEqual(await program.ended, { code: 1, signal: null })
  assert.match(program.said(), /1 of 3 pictures could not be rendered:\n {2}.*broken\.jpg: the file is neither/)
  assert.deepEqual(visible(output), ['0.png', '1.png'])
})

for (const [what, args, words] of [
  ['a size that is no multiple of 8', ['in', 'out', '--size', '100x100'], /--size cannot be 100x100.*104x104/],
  ['an input that is not there', ['in', 'out'], /There is no file or folder in\./],
  ['no OUTPUT', ['in'], /needs OUTPUT/],
] as const) {
  test(`${what}: one sentence and exit code 2`, { timeout }, async () => {
    await using program = renderProgram(args)
    assert.deepEqual(await program.ended, { code: 2, signal: null })
    assert.match(program.said(), words)
    assert.doesNotMatch(program.said(), /\n\s+at /)
  })
}

for (const signal of ['SIGINT', 'SIGKILL'] as const) {
  test(`after ${signal} there is no half picture, and the same command goes on`, { timeout }, async (t) => {
    const { input, output } = folders(t, 12)
    const args = [input, output, '--engine', 'simulate', '--simulate-ms']
    await using program = renderProgram([...args, '200'])
    await eventually(() => visible(output).length >= 3, { withinMs: 20_000, what: 'three pictures' })
    program.kill(signal)
    const { code } = await program.ended
    if (signal === 'SIGINT') assert.equal(code, 1)
    if (signal === 'SIGINT') assert.match(program.said(), /Stopped: \d+ of 12 pictures are done\. Run the same command/)
    const before = visible(output)
    assert.ok(before.length < 12, 'it was stopped too late for this test')
    const times = before.map((name) => statSync(join(output, name)).mtimeMs)

    await using again = renderProgram([...args, '0'])
    assert.deepEqual(await again.ended, { code: 0, signal: null }, again.said())
    assert.equal(visible(output).length, 12)
    assert.deepEqual(
      before.map((name) => statSync(join(output, name)).mtimeMs),
      times,
    )
  })
}

test('Ctrl-C does not wait for a batch that takes long', { timeout }, async (t) => {
  const { input, output } = folders(t, 3, 1024)
  const model = ['--engine', 'diffusion', '--model', fixtureFolder('tiny-sdxl'), '--provider', 'cpu']
  await using program = renderProgram([input, output, ...model, '--steps', '50', '--strength', '1'])
  await eventually(() => existsSync(join(output, '.i2i-render.json')), { withinMs: 20_000, what: 'the first batch' })
  const asked = performance.now()
  program.kill('SIGINT')
  await program.ended
  assert.ok(performance.now() - asked < 3000, `${performance.now() - asked} ms`)
  assert.match(program.said(), /Stopped: 0 of 3 pictures are done\. Run the same command/)
  assert.deepEqual(visible(output), [])
})

function renderProgram(args: readonly string[]): Program {
  const engine = args.includes('--engine') ? [] : ['--engine', 'passthrough']
  return startProgram([MAIN, 'render', ...args, ...engine])
}

function folders(t: TestContext, count: number, side = 64): { input: string; output: string } {
  const folder = temporaryFolder(t)
  const input = join(folder, 'in')
  mkdirSync(input)
  const data = new Uint8Array(side * side * 3).fill(90)
  for (let i = 0; i < count; i++)
    writeFileSync(join(input, `${i}.png`), encode({ width: side, height: side, channels: 3, data }))
  return { input, output: join(folder, 'out') }
}

function visible(folder: string): string[] {
  return readdirSync(folder)
    .filter((name) => !name.startsWith('.'))
    .sort()
}
