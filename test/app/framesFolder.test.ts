import assert from 'node:assert/strict'
import { readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import turbo from '@julusian/jpeg-turbo'
import { FramesFolder } from '#app/frames/framesFolder.ts'
import { OperatorError } from '#errors/operatorError.ts'
import { temporaryFolder } from '#test/temporaryFolder.ts'

const recipe = { video: '/clip.mp4', bytes: 10, modifiedMs: 20, fps: 30, size: '', start: 0, seconds: 0 }

test('frames are numbered from 1 on, and nothing else is seen beside them', async (t) => {
  const folder = join(temporaryFolder(t), 'deep/frames')
  await filled(folder, 3)
  assert.deepEqual(visible(folder), ['000001.jpg', '000002.jpg', '000003.jpg'])
})

test('an interrupted folder goes on after the last whole frame', async (t) => {
  const folder = temporaryFolder(t)
  await filled(folder, 3)
  writeFileSync(join(folder, '000004.jpg'), JPEG.subarray(0, 40))
  writeFileSync(join(folder, '000007.jpg'), JPEG)
  const frames = await FramesFolder.open({ folder, recipe, overwrite: false })
  assert.deepEqual([frames.count, frames.isComplete], [3, false])
  await frames.add(JPEG)
  assert.deepEqual(visible(folder), ['000001.jpg', '000002.jpg', '000003.jpg', '000004.jpg'])
})

test('a complete folder is left as it is, unless it shall be made again', async (t) => {
  const folder = temporaryFolder(t)
  await (await filled(folder, 2)).complete()
  const again = await FramesFolder.open({ folder, recipe, overwrite: false })
  assert.deepEqual([again.count, again.isComplete], [2, true])
  const anew = await FramesFolder.open({ folder, recipe, overwrite: true })
  assert.deepEqual([anew.count, anew.isComplete, visible(folder)], [0, false, []])
})

for (const [which, name, left] of [
  ['in the middle', '000002.jpg', 1],
  ['at the end', '000004.jpg', 3],
] as const) {
  test(`a complete folder in which a frame ${which} is missing is made whole`, async (t) => {
    const folder = temporaryFolder(t)
    await (await filled(folder, 4)).complete()
    rmSync(join(folder, name))
    const frames = await FramesFolder.open({ folder, recipe, overwrite: false })
    assert.deepEqual([frames.count, frames.isComplete], [left, false])
  })
}

test('frames of another video or rate are only replaced when that is asked for', async (t) => {
  const folder = temporaryFolder(t)
  await filled(folder, 2)
  const other = { ...recipe, fps: 25, size: '64x64' }
  await refused(
    FramesFolder.open({ folder, recipe: other, overwrite: false }),
    /2 frames that were taken otherwise: fps 30 instead of 25, size that of the video instead of 64x64/,
  )
  await refused(
    FramesFolder.open({ folder, recipe: { ...recipe, bytes: 11 }, overwrite: false }),
    /the video has changed since/,
  )
  assert.equal(visible(folder).length, 2)
  assert.equal((await FramesFolder.open({ folder, recipe: other, overwrite: true })).count, 0)
  assert.deepEqual(visible(folder), [])
})

test('pictures of others are never mixed with and never removed, numbered or not', async (t) => {
  const folder = temporaryFolder(t)
  writeFileSync(join(folder, '000001.jpg'), JPEG)
  for (const overwrite of [false, true])
    await refused(FramesFolder.open({ folder, recipe, overwrite }), /a picture that was not put there by i2i frames/)
  rmSync(join(folder, '000001.jpg'))
  await filled(folder, 1)
  writeFileSync(join(folder, 'logo.png'), 'x')
  await refused(FramesFolder.open({ folder, recipe, overwrite: true }), /holds a picture that was not/)
  assert.deepEqual(visible(folder), ['000001.jpg', 'logo.png'])
})

const JPEG = turbo.compressSync(Buffer.alloc(16 * 16 * 3, 90), {
  width: 16,
  height: 16,
  format: turbo.FORMAT_RGB,
  subsampling: turbo.SAMP_420,
  quality: 90,
})

async function filled(folder: string, count: number): Promise<FramesFolder> {
  const frames = await FramesFolder.open({ folder, recipe, overwrite: false })
  for (let i = 0; i < count; i++) await frames.add(JPEG)
  return frames
}

function visible(folder: string): string[] {
  return readdirSync(folder)
    .filter((name) => !name.startsWith('.'))
    .sort()
}

async function refused(opening: Promise<unknown>, words: RegExp): Promise<void> {
  await assert.rejects(
    opening,
    (error) => error instanceof OperatorError && error.code === 'OUTPUT_UNWRITABLE' && words.test(error.message),
  )
}
