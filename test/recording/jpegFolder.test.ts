import assert from 'node:assert/strict'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { JpegFolder } from '#recording/jpegFolder.ts'
import { jpegOf } from '#test/pictures.ts'
import { temporaryFolder } from '#test/temporaryFolder.ts'

const SIZE = { widthPx: 32, heightPx: 16 }

test('pictures are numbered, with a list of their times', async (t) => {
  const folder = join(temporaryFolder(t), 'evening')
  await written(folder, [1000, 1033])
  assert.deepEqual(readdirSync(folder).sort(), ['000001.jpg', '000002.jpg', 'times.csv'])
  assert.deepEqual(readFileSync(join(folder, '000002.jpg')), Buffer.from(jpegOf(1033 % 200)))
  assert.equal(timesIn(folder), 'file,timestamp_ms,index\n000001.jpg,1000,0\n000002.jpg,1033,1\n')
})

test('a recording that is started again goes on in the same folder, and replaces nothing', async (t) => {
  const folder = temporaryFolder(t)
  await written(folder, [1000])
  await written(folder, [2000])
  assert.deepEqual(readdirSync(folder).sort(), ['000001.jpg', '000002.jpg', 'times.csv'])
  assert.equal(timesIn(folder), 'file,timestamp_ms,index\n000001.jpg,1000,0\n000002.jpg,2000,0\n')
})

test('a folder with anything else in it is refused', async (t) => {
  const folder = temporaryFolder(t)
  writeFileSync(join(folder, '000001.jpg'), 'of somebody else')
  await assert.rejects(JpegFolder.open(folder), { code: 'OUTPUT_UNWRITABLE', remedy: /new folder/ })
})

async function written(folder: string, timestamps: readonly number[]): Promise<void> {
  await using jpegs = await JpegFolder.open(folder)
  for (const [index, timestamp] of timestamps.entries()) {
    await jpegs.add({ ...SIZE, jpeg: jpegOf(timestamp % 200), timestamp, index })
  }
}

function timesIn(folder: string): string {
  return readFileSync(join(folder, 'times.csv'), 'utf8')
}
