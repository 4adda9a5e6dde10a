import assert from 'node:assert/strict'
import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import type { FilmFiles } from '#app/renderVideo/filmFiles.ts'
import type { Part } from '#app/renderVideo/filmRecord.ts'
import { PartsFolder } from '#app/renderVideo/partsFolder.ts'
import { OperatorError } from '#errors/operatorError.ts'
import { temporaryFolder } from '#test/temporaryFolder.ts'

const madeWith = { engine: 'preview', seed: 1 }

test('what is left of a film begins after its last finished part', async (t) => {
  const files = filmIn(temporaryFolder(t))
  const folder = await PartsFolder.open({ files, madeWith, overwrite: false })
  assert.deepEqual(folder.stretches, [{ place: 0, startSeq: 0, afterUs: undefined, lastUs: undefined }])
  await folder.add(0, partIn(folder, 0, 100), 'libx264')
  await folder.add(1, partIn(folder, 1, 90), 'libx264')
  writeFileSync(join(folder.path, 'part-000003.mp4'), 'half')
  const again = await PartsFolder.open({ files, madeWith, overwrite: false })
  assert.deepEqual(again.stretches, [{ place: 2, startSeq: 190, afterUs: 1999, lastUs: undefined }])
  assert.deepEqual([again.frames, again.encoder], [190, 'libx264'])
  assert.deepEqual(readdirSync(folder.path).sort(), ['part-000001.mp4', 'part-000002.mp4', 'render.json'])
})

test('a part in which pictures failed is made again, from its first to its last picture', async (t) => {
  const files = filmIn(temporaryFolder(t))
  const folder = await PartsFolder.open({ files, madeWith, overwrite: false })
  const failures = [{ seq: 130, atUs: 1300, reason: 'no' }]
  for (const [i, more] of [{}, { failures }, {}].entries())
    await folder.add(i, { ...partIn(folder, i, 100), ...more }, 'x')
  await folder.ended()
  assert.deepEqual(folder.stretches, [{ place: 1, startSeq: 100, afterUs: 999, lastUs: 1999 }])
  assert.deepEqual([folder.frames, folder.doneFrames], [300, 200])
  assert.equal(await folder.freeName(1), 'part-000002-2.mp4')
  await folder.add(1, { ...partIn(folder, 1, 100), file: 'part-000002-2.mp4' }, 'x')
  assert.deepEqual(folder.stretches, [])
  assert.equal(existsSync(join(folder.path, 'part-000002.mp4')), false)
})

for (const [how, damage] of Object.entries<(path: string) => void>({
  empty: (path) => writeFileSync(path, ''),
  'cut off': (path) => writeFileSync(path, 'pa'),
  gone: (path) => rmSync(path),
})) {
  test(`a part whose file is ${how} after a power cut is made again, and no other`, async (t) => {
    const files = filmIn(temporaryFolder(t))
    const folder = await PartsFolder.open({ files, madeWith, overwrite: false })
    for (const i of [0, 1, 2]) await folder.add(i, partIn(folder, i, 100), 'x')
    await folder.ended()
    damage(join(folder.path, 'part-000002.mp4'))
    const again = await PartsFolder.open({ files, madeWith, overwrite: false })
    assert.deepEqual(again.stretches, [{ place: 1, startSeq: 100, afterUs: 999, lastUs: 1999 }])
    assert.equal(again.doneFrames, 200)
    const file = await again.freeName(1)
    writeFileSync(join(folder.path, file), 'part')
    await again.add(1, { ...partIn(folder, 1, 100), file }, 'x')
    assert.deepEqual(again.stretches, [])
    assert.ok(existsSync(join(folder.path, file)))
  })
}

test('parts of another film or of other settings are told, and only thrown away when that is asked for', async (t) => {
  const files = filmIn(temporaryFolder(t))
  const folder = await PartsFolder.open({ files, madeWith, overwrite: false })
  await folder.add(0, partIn(folder, 0, 100), 'libx264')
  const otherFilm = { ...files, input: '/other.mp4' }
  await refused(PartsFolder.open({ files: otherFilm, madeWith, overwrite: false }), /another film, \/in\.mp4/)
  await refused(PartsFolder.open({ files: { ...files, bytes: 11 }, madeWith, overwrite: false }), /has changed since/)
  const otherSeed = { ...madeWith, seed: 2 }
  await refused(
    PartsFolder.open({ files, madeWith: otherSeed, overwrite: false }),
    /made otherwise: seed 1 instead of 2/,
  )
  assert.throws(() => folder.assertFits('h264_nvenc'), is(/encoder libx264 instead of h264_nvenc/))
  const anew = await PartsFolder.open({ files, madeWith: otherSeed, overwrite: true })
  assert.deepEqual([anew.frames, readdirSync(anew.path)], [0, ['render.json']])
})

test('with --overwrite the parts of the same rendering are gone on with', async (t) => {
  const files = { ...filmIn(temporaryFolder(t)), isThere: true }
  await refused(PartsFolder.open({ files, madeWith, overwrite: false }), /out\.mp4 is already there/)
  const folder = await PartsFolder.open({ files, madeWith, overwrite: true })
  await folder.add(0, partIn(folder, 0, 100), 'libx264')
  assert.equal((await PartsFolder.open({ files, madeWith, overwrite: true })).frames, 100)
  // it was said once that the file may be replaced
  assert.equal((await PartsFolder.open({ files, madeWith, overwrite: false })).frames, 100)
})

test('a folder of that name that is not ours is left alone, and so is what others put into ours', async (t) => {
  const home = temporaryFolder(t)
  const files = filmIn(home)
  mkdirSync(join(home, 'out.mp4.parts'))
  writeFileSync(join(home, 'out.mp4.parts/part-000001.mp4'), 'mine')
  await refused(PartsFolder.open({ files, madeWith, overwrite: true }), /holds something else/)
  const others = { ...files, output: join(home, 'b.mp4') }
  const folder = await PartsFolder.open({ files: others, madeWith, overwrite: false })
  await folder.add(0, partIn(folder, 0, 100), 'libx264')
  writeFileSync(join(folder.path, 'notes.txt'), 'mine')
  await folder.remove()
  assert.deepEqual(readdirSync(folder.path), ['notes.txt'])
})

function filmIn(folder: string): FilmFiles {
  const container = { format: 'mp4', sounds: [] }
  return { input: '/in.mp4', bytes: 10, modifiedMs: 20, output: join(folder, 'out.mp4'), container, isThere: false }
}

function partIn(folder: PartsFolder, place: number, frames: number): Part {
  const file = `part-00000${place + 1}.mp4`
  writeFileSync(join(folder.path, file), 'part')
  return { file, bytes: 4, firstUs: place * 1000, lastUs: place * 1000 + 999, frames, failures: [] }
}

async function refused(opening: Promise<unknown>, words: RegExp): Promise<void> {
  await assert.rejects(opening, is(words))
}

function is(words: RegExp) {
  return (error: unknown) =>
    error instanceof OperatorError && error.code === 'OUTPUT_UNWRITABLE' && words.test(error.message)
}
