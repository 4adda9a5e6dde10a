import assert from 'node:assert/strict'
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import turbo from '@julusian/jpeg-turbo'
import { OperatorError } from '#errors/operatorError.ts'
import { expected } from '#test/expected.ts'
import { temporaryFolder } from '#test/temporaryFolder.ts'
import { noise, pixelsOf, rendered, visible, writePng, writePngs } from './renderPictures.ts'

test('a PNG in and a PNG out lose nothing', async (t) => {
  const { input, output } = folders(t)
  writePng(join(input, 'a.png'), noise(1, 128, 64), 128, 64)
  await rendered(join(input, 'a.png'), join(output, 'b.png'))
  assert.deepEqual(pixelsOf(join(output, 'b.png')), noise(1, 128, 64))
})

test('a picture whose size is no multiple of 8 is brought to one as the reference does it', async (t) => {
  const { input, output } = folders(t)
  const reference = expected('tiny-sdxl')
  writePng(join(input, 'a.png'), reference.bytes('img/70x93/u8'), 93, 70)
  await rendered(join(input, 'a.png'), join(output, 'a.png'))
  const pixels = pixelsOf(join(output, 'a.png'))
  const wanted = reference.floats('img/70x93/preprocessed') // [1, 3, 64, 88]
  assert.equal(pixels.length, wanted.length)
  const plane = 64 * 88
  const worst = Math.max(...pixels.map((value, i) => 1e6 * Math.abs((value / 255) * 2 - 1 - at(i)))) / 1e6
  assert.ok(worst < 1e-6, `${worst}`)

  function at(i: number): number {
    return wanted[(i % 3) * plane + Math.floor(i / 3)] as number
  }
})

test('a JPEG becomes a JPEG of the asked quality, decoded by the decoder of the show', async (t) => {
  const { input, output } = folders(t)
  const size = { width: 64, height: 48, format: turbo.FORMAT_RGB }
  const jpeg = turbo.compressSync(Buffer.from(noise(3, 64, 48)), { ...size, subsampling: turbo.SAMP_420, quality: 95 })
  writeFileSync(join(input, 'a.jpg'), jpeg)
  await rendered(input, output, { parameters: { jpegQuality: 80 } })
  const { data } = turbo.decompressSync(jpeg, { format: turbo.FORMAT_RGB })
  const wanted = turbo.compressSync(data, { ...size, subsampling: turbo.SAMP_420, quality: 80 })
  assert.deepEqual(readFileSync(join(output, 'a.jpg')), Buffer.from(wanted))
})

test('the name of the output decides whether it is a PNG or a JPEG', async (t) => {
  const { input, output } = folders(t)
  writePng(join(input, 'a.png'), noise(1))
  await rendered(join(input, 'a.png'), join(output, 'deep/b.JPG'))
  assert.deepEqual([...readFileSync(join(output, 'deep/b.JPG')).subarray(0, 2)], [0xff, 0xd8])
})

test('grey, 16 bits and transparency become 8-bit RGB over black', async (t) => {
  const { input, output } = folders(t)
  const value = 200
  const flat = (channels: number, last: number) =>
    Uint8Array.from({ length: 64 * channels }, (_, i) =>
      channels % 2 === 0 && i % channels === channels - 1 ? last : value,
    )
  writePng(join(input, 'grey.png'), flat(1, 0), 8, 8, { channels: 1 })
  writePng(join(input, 'alpha.png'), flat(4, 128), 8, 8, { channels: 4 })
  const deep = Uint16Array.from({ length: 192 }, () => value * 256 + 255)
  writePng(join(input, 'deep.png'), deep as unknown as Uint8Array, 8, 8, { depth: 16 })
  await rendered(input, output)
  const first = Object.fromEntries(
    visible(output).map((name) => [name, [...pixelsOf(join(output, name)).subarray(0, 3)]]),
  )
  assert.deepEqual(first, { 'alpha.png': [100, 100, 100], 'deep.png': [200, 200, 200], 'grey.png': [200, 200, 200] })
})

test('a folder keeps its names; what is no picture stays where it is', async (t) => {
  const { input, output } = folders(t)
  writePngs(input, 3)
  writeFileSync(join(input, 'notes.txt'), 'x')
  const said = await rendered(input, output)
  assert.deepEqual(visible(output), ['0.png', '1.png', '2.png'])
  for (const i of [0, 1, 2]) assert.deepEqual(pixelsOf(join(output, `${i}.png`)), noise(i))
  assert.match(said.at(-1) ?? '', /^3 pictures rendered in /)
})

test('a pattern keeps the folders in which it finds pictures, and does not find what it has put out', async (t) => {
  const { input } = folders(t)
  for (const shot of ['a', 'b']) mkdirSync(join(input, shot))
  writePng(join(input, 'a/1.png'), noise(1))
  writePng(join(input, 'b/1.png'), noise(2))
  const output = join(input, 'out')
  for (let round = 0; round < 2; round++) await rendered(`${input}/**/*.png`, output)
  assert.deepEqual(visible(output), ['a', 'b'])
  assert.deepEqual(pixelsOf(join(output, 'b/1.png')), noise(2))
})

test('--size scales every picture to it', async (t) => {
  const { input, output } = folders(t)
  writePngs(input, 1)
  await rendered(input, output, { config: { size: '32x16' } })
  assert.equal(pixelsOf(join(output, '0.png')).length, 32 * 16 * 3)
})

for (const [size, words] of [
  ['100x64', /--size cannot be 100x64\. .*--size 104x64/],
  ['99999x64', /too large/],
  ['0x64', /--size cannot be/],
  ['wide', /--size cannot be "wide"/],
] as const) {
  test(`--size ${size} is refused with a remedy`, async (t) => {
    const { input, output } = folders(t)
    writePngs(input, 1)
    await refused(rendered(input, output, { config: { size } }), 'BAD_OPTION', words)
    assert.equal(existsSync(output), false)
  })
}

test('run again, only what is missing is made', async (t) => {
  const { input, output } = folders(t)
  writePngs(input, 4)
  await rendered(input, output)
  const before = modified(output)
  rmSync(join(output, '2.png'))
  const said = await rendered(input, output)
  assert.ok(said.includes('3 of 4 pictures are there already.'), said.join('\n'))
  const after = modified(output)
  assert.deepEqual([after[0], after[1], after[3]], [before[0], before[1], before[3]])
  assert.deepEqual(pixelsOf(join(output, '2.png')), noise(2))
})

test('a picture that has changed since it was rendered is rendered again', async (t) => {
  const { input, output } = folders(t)
  writePngs(input, 2)
  await rendered(input, output)
  writePng(join(input, '1.png'), noise(99))
  const later = Date.now() / 1000 + 60
  utimesSync(join(input, '1.png'), later, later)
  await rendered(input, output)
  assert.deepEqual(pixelsOf(join(output, '1.png')), noise(99))
})

test('with other settings nothing is mixed: it stops and says what differs', async (t) => {
  const { input, output } = folders(t)
  writePngs(input, 3)
  await rendered(input, output, { parameters: { seed: 1, prompt: 'a' } })
  const before = modified(output)
  rmSync(join(output, '0.png'))
  const again = rendered(input, output, { parameters: { seed: 2, prompt: 'a' } })
  await refused(again, 'OUTPUT_UNWRITABLE', /2 of the pictures are .*seed 1 instead of 2\. .*--overwrite/)
  assert.deepEqual(modified(output), before.slice(1))
})

test('pictures of another folder are not taken for those of this one', async (t) => {
  const { input, output } = folders(t)
  const other = temporaryFolder(t)
  writePngs(input, 1)
  writePng(join(other, '0.png'), noise(7))
  await rendered(input, output)
  await refused(rendered(other, output), 'OUTPUT_UNWRITABLE', /input .* instead of /)
})

test('--overwrite makes all of them again; when that is interrupted, the old ones do not count as done', async (t) => {
  const { input, output } = folders(t)
  writePngs(input, 4)
  await rendered(input, output, { parameters: { seed: 1 } })
  const old = Date.now() / 1000 - 100
  for (const i of [0, 1, 2, 3]) {
    utimesSync(join(input, `${i}.png`), old - 1, old - 1)
    utimesSync(join(output, `${i}.png`), old, old)
  }
  const stop = AbortSignal.abort()
  const changes = { parameters: { seed: 2 } }
  await refused(
    rendered(input, output, { ...changes, config: { overwrite: true } }, stop),
    'RENDER_INCOMPLETE',
    /Stopped/,
  )
  const said = await rendered(input, output, changes)
  assert.match(said.at(-1) ?? '', /^4 pictures rendered/)
  assert.ok(modified(output).every((ms) => ms > old * 1000 + 50_000))
})

test('pictures that something else has made are not replaced without --overwrite', async (t) => {
  const { input, output } = folders(t)
  writePngs(input, 2)
  mkdirSync(output)
  writeFileSync(join(output, '1.png'), 'precious')
  await refused(rendered(input, output), 'OUTPUT_UNWRITABLE', /1 of the pictures is already .*--overwrite/)
  await refused(rendered(join(input, '1.png'), join(output, '1.png')), 'OUTPUT_UNWRITABLE', /already there/)
  assert.equal(readFileSync(join(output, '1.png'), 'utf8'), 'precious')
  await rendered(input, output, { config: { overwrite: true } })
  assert.deepEqual(pixelsOf(join(output, '1.png')), noise(1))
})

test('one named file of ours is made again as often as it is asked for', async (t) => {
  const { input, output } = folders(t)
  writePngs(input, 2)
  const to = join(output, 'out.png')
  await rendered(join(input, '0.png'), to, { parameters: { seed: 1 } })
  await rendered(join(input, '1.png'), to, { parameters: { seed: 2 } })
  assert.deepEqual(pixelsOf(to), noise(1))
})

test('an input is never written over, by whatever way it is reached', async (t) => {
  const { input, output } = folders(t)
  writePngs(input, 1)
  symlinkSync(input, output)
  const overwrite = { config: { overwrite: true } }
  const ways: [string, string][] = [
    [input, input],
    [input, output],
    [`${input}/*.png`, `${input}/`],
    [join(input, '0.png'), join(output, '0.png')],
    [join(input, '0.png'), input],
  ]
  for (const [from, to] of ways) await refused(rendered(from, to, overwrite), 'OUTPUT_UNWRITABLE', /one of the inputs/)
  assert.deepEqual(pixelsOf(join(input, '0.png')), noise(0))
})

test('what cannot be read is told with its reason; its neighbours are done, in batches too', async (t) => {
  const { input, output } = folders(t)
  writePngs(input, 6)
  writeFileSync(join(input, '1.png'), readFileSync(join(input, '1.png')).subarray(0, 5000))
  writeFileSync(join(input, '3.png'), 'no picture')
  writeFileSync(join(input, '4.png'), '')
  const run = rendered(input, output, { batchSize: 4 })
  const error = await refused(run, 'RENDER_INCOMPLETE', /^3 of 6 pictures could not be rendered:\n/)
  assert.match(
    error.message,
    /1\.png: the picture is a damaged PNG\n.*3\.png: the file is neither .*\n.*4\.png: the file is empty$/,
  )
  assert.deepEqual(visible(output), ['0.png', '2.png', '5.png'])
  writePng(join(input, '1.png'), noise(1))
  await refused(rendered(input, output, { batchSize: 4 }), 'RENDER_INCOMPLETE', /^2 of 6/)
  assert.deepEqual(visible(output), ['0.png', '1.png', '2.png', '5.png'])
})

test('pictures of many sizes in one folder each keep their own', async (t) => {
  const { input, output } = folders(t)
  const sizes = [64, 64, 72, 72, 64, 80]
  for (const [i, side] of sizes.entries()) writePng(join(input, `${i}.png`), noise(i, side, 64), side, 64)
  await rendered(input, output, { batchSize: 3 })
  for (const [i, side] of sizes.entries()) assert.deepEqual(pixelsOf(join(output, `${i}.png`)), noise(i, side, 64))
})

test('with a seed for each picture, a resumed run gives the pictures that an uninterrupted one gives', async (t) => {
  const { input, output } = folders(t)
  for (const i of [1, 2, 10]) writePng(join(input, `${i}.png`), noise(0, 32, 32), 32, 32) // all alike: only the seed differs
  const changes = { config: { engine: 'preview' }, parameters: { fixedSeed: false }, batchSize: 2 } as const
  await rendered(input, output, changes)
  const wanted = [1, 2, 10].map((i) => pixelsOf(join(output, `${i}.png`)))
  assert.notDeepEqual(wanted[1], wanted[2])
  for (const i of [2, 10]) rmSync(join(output, `${i}.png`))
  await rendered(input, output, changes)
  assert.deepEqual(
    [1, 2, 10].map((i) => pixelsOf(join(output, `${i}.png`))),
    wanted,
  )
})

for (const [input, output, words] of [
  ['nothing.png', 'out.png', /There is no file or folder .*nothing\.png/],
  ['*.png', 'out', /No JPEG or PNG file matches/],
  ['empty', 'out', /holds no JPEG or PNG files\. Name a/],
] as const) {
  test(`INPUT ${input} where there is none: a sentence with the remedy`, async (t) => {
    const folder = temporaryFolder(t)
    mkdirSync(join(folder, 'empty'))
    await refused(rendered(join(folder, input), join(folder, output)), undefined, words)
  })
}

test('an OUTPUT that cannot be meant is refused', async (t) => {
  const { input, output } = folders(t)
  writePngs(input, 2)
  await refused(rendered(join(input, '0.png'), `${output}.gif`), 'BAD_OPTION', /cannot write .*\.gif.*\.png or \.jpg/)
  await refused(rendered(input, `${output}.png`), 'BAD_OPTION', /name of one picture/)
  writeFileSync(output, 'a file')
  await refused(rendered(input, output), 'OUTPUT_UNWRITABLE', /cannot be written/)
})

function folders(t: TestContext): { input: string; output: string } {
  const folder = temporaryFolder(t)
  mkdirSync(join(folder, 'in'))
  return { input: join(folder, 'in'), output: join(folder, 'out') }
}

/** When the visible files of a folder were written, in ms. */
function modified(folder: string): number[] {
  return visible(folder).map((name) => statSync(join(folder, name)).mtimeMs)
}

/** Waits for the refusal. @param words are found in message and remedy, one after the other */
async function refused(run: Promise<unknown>, code: string | undefined, words: RegExp): Promise<OperatorError> {
  const error = await run.then(
    () => assert.fail('it was not refused'),
    (error: unknown) => error,
  )
  if (!(error instanceof OperatorError)) throw error
  if (code) assert.equal(error.code, code)
  assert.match(`${error.message} ${error.remedy}`, words)
  return error
}
