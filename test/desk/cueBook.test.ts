import assert from 'node:assert/strict'
import {
  chmodSync,
  existsSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import type { Cue } from '#desk/cue.ts'
import { openCueBook } from '#desk/cueBook.ts'
import { eventually } from '#test/eventually.ts'
import { manualClock } from '#test/manualClock.ts'
import { temporaryFolder } from '#test/temporaryFolder.ts'

const SUNSET = `# the evening, after nine
sunset: # slowly
  seconds: 4
  curve: ease-in
  settings:
    # not too much
    strength: 0.5
    prompt: a red sea

night:
  settings:
    strength: 0.2
`

const moon: Cue = { name: 'moon', seconds: 2, curve: 'linear', settings: { prompt: 'a moon', strength: 0.25 } }

test('a missing file is an empty book, and is made with its folder when a cue is saved', async (t) => {
  const folder = temporaryFolder(t)
  const { book } = await opened(t, join(folder, 'shows', 'tonight', 'cues.yaml'))
  assert.deepEqual(book.all, [])
  assert.equal(book.problem, undefined)

  await book.save(moon)

  assert.equal(
    readFileSync(book.path, 'utf8'),
    'moon:\n  seconds: 2\n  curve: linear\n  settings:\n    prompt: a moon\n    strength: 0.25\n',
  )
  assert.deepEqual(readdirSync(join(folder, 'shows', 'tonight')), ['cues.yaml'])
})

test('a cue is found by its name, however it is spelled, and a mistyped one is answered with the nearest', async (t) => {
  const { book } = await opened(t, cueFile(t, 'Last Light:\n  seconds: 1\nlast-light 2:\n  seconds: 2\n'))

  assert.equal(book.find('Last Light').seconds, 1)
  assert.equal(book.find('last_light').seconds, 1)
  assert.equal(book.find('lastlight2').seconds, 2)
  assert.throws(() => book.find('lost light'), { code: 'CUE_UNKNOWN', remedy: 'Did you mean Last Light?' })
  assert.throws(() => book.find('x'.repeat(100_000)), { code: 'CUE_UNKNOWN' })
})

test('saving keeps comments, order and what people have written', async (t) => {
  const { book } = await opened(t, cueFile(t, SUNSET))

  await book.save(moon)
  await book.save({ ...book.find('sunset'), seconds: 8, settings: { strength: 0.75, opacity: 0.5 } })

  assert.equal(
    readFileSync(book.path, 'utf8'),
    `# the evening, after nine
sunset:
  # slowly
  seconds: 8
  curve: ease-in
  settings:
    # not too much
    strength: 0.75
    opacity: 0.5

night:
  settings:
    strength: 0.2
moon:
  seconds: 2
  curve: linear
  settings:
    prompt: a moon
    strength: 0.25
`,
  )
  assert.deepEqual(
    book.all.map(({ name }) => name),
    ['sunset', 'night', 'moon'],
  )
})

test('a cue is removed, and the file is tidy when the last one is gone', async (t) => {
  const { book } = await opened(t, cueFile(t, SUNSET))

  await book.remove('Sunset')
  assert.deepEqual(
    book.all.map(({ name }) => name),
    ['night'],
  )
  await book.remove('night')
  await book.save(moon)

  assert.match(readFileSync(book.path, 'utf8'), /^moon:\n {2}seconds: 2\n/m)
  await assert.rejects(book.remove('night'), { code: 'CUE_UNKNOWN' })
})

test('names and prompts of any script and length come back as they were', async (t) => {
  const { book } = await opened(t, join(temporaryFolder(t), 'cues.yaml'))
  const prompts = [
    'größe: "so" #1',
    "- 'it' & *that*",
    'line one\nline two\n',
    ' ',
    'true',
    '0.5',
    '夜'.repeat(2000),
    '\u0007',
  ]
  const cues = prompts.map(
    (prompt, i): Cue => ({
      ...moon,
      name: ['2001', 'true', '夜 1', '- x', 'null'][i] ?? `c ${i}`,
      settings: { prompt },
    }),
  )

  for (const cue of cues) await book.save(cue)

  const { book: again } = await opened(t, book.path)
  assert.equal(again.problem, undefined)
  assert.deepEqual(again.all, cues)
})

test('a file that is edited while the show runs is read again by itself', async (t) => {
  const { book, clock, log, changes } = await opened(t, cueFile(t, SUNSET))

  writeFileSync(book.path, SUNSET.replace('seconds: 4', 'seconds: 6'))
  await looked(clock, () => book.find('sunset').seconds === 6)

  assert.equal(changes(), 1)
  assert.deepEqual(log, [])
})

test('a file that an editor puts in the place of the old one is read again too', async (t) => {
  const { book, clock } = await opened(t, cueFile(t, SUNSET))

  writeFileSync(`${book.path}~`, 'noon:\n  seconds: 1\n')
  renameSync(`${book.path}~`, book.path)

  await looked(clock, () => book.all[0]?.name === 'noon')
})

test('a bad file keeps the cues from before and says once which line is wrong; mended, that is said too', async (t) => {
  const { book, clock, log } = await opened(t, cueFile(t, SUNSET))

  writeFileSync(book.path, SUNSET.replace('strength: 0.5', 'strength: 5'))
  await looked(clock, () => book.problem !== undefined)
  await clock.advance(5000)

  assert.match(book.problem ?? '', /cues.yaml line 7: strength cannot be 5\. Give a number from 0 to 1\.$/)
  assert.equal(book.find('sunset').settings.strength, 0.5)
  assert.equal(log.length, 1)
  assert.match(log[0] ?? '', /^warn .*line 7.*The cues from before stay/)

  writeFileSync(book.path, `${SUNSET}# mended\n`)
  await looked(clock, () => book.problem === undefined)
  assert.match(log[1] ?? '', /^info .*can be read again: 2 cues/)
})

test('a file that is bad from the start is a book without cues that says why', async (t) => {
  const { book } = await opened(t, cueFile(t, 'a:\n  settings:\n    strenght: 1\n'))

  assert.deepEqual(book.all, [])
  assert.match(book.problem ?? '', /line 3.*Did you mean strength/)
})

test('a folder in the place of the file, and a file that is too large, are told', async (t) => {
  const { book: folder } = await opened(t, temporaryFolder(t))
  const { book: large } = await opened(t, cueFile(t, `# ${'x'.repeat(1_000_001)}`))

  assert.match(folder.problem ?? '', /cannot be read.*EISDIR/)
  assert.match(large.problem ?? '', /larger than 1000000 bytes/)
})

test('nothing is written over a file that is broken', async (t) => {
  const { book } = await opened(t, cueFile(t, SUNSET))
  writeFileSync(book.path, 'sunset: [half an edit')

  await assert.rejects(book.save(moon), { code: 'CUES_UNREADABLE', message: /line 1/ })
  await assert.rejects(book.remove('night'), { code: 'CUES_UNREADABLE' })

  assert.equal(readFileSync(book.path, 'utf8'), 'sunset: [half an edit')
})

test('an edit that has not been read yet is kept when a cue is saved', async (t) => {
  const { book } = await opened(t, cueFile(t, SUNSET))
  writeFileSync(book.path, `dawn:\n  seconds: 9\n${SUNSET}`)

  await book.save(moon)

  assert.deepEqual(
    book.all.map(({ name }) => name),
    ['dawn', 'sunset', 'night', 'moon'],
  )
})

test('many cues that are saved at once are all there', async (t) => {
  const { book } = await opened(t, cueFile(t, SUNSET))

  await Promise.all(Array.from({ length: 15 }, (_, i) => book.save({ ...moon, name: `moon ${i}` })))

  assert.equal(book.all.length, 17)
  const { book: again } = await opened(t, book.path)
  assert.equal(again.all.length, 17)
})

test('more saves at once than anybody makes are refused', async (t) => {
  const { book } = await opened(t, cueFile(t, SUNSET))

  const all = await Promise.allSettled(Array.from({ length: 40 }, (_, i) => book.save({ ...moon, name: `moon ${i}` })))

  const refused = all.flatMap((each) => (each.status === 'rejected' ? [each.reason.code] : []))
  assert.equal(refused.length, 20)
  assert.deepEqual([...new Set(refused)], ['RATE_LIMITED'])
})

test('parts that cues share are not changed for one of them behind the back of the other', async (t) => {
  const text = 'a:\n  settings: &calm\n    strength: 0.3\nb:\n  settings: *calm\n'
  const { book } = await opened(t, cueFile(t, text))

  await assert.rejects(book.save({ ...moon, name: 'a' }), { code: 'CUES_UNREADABLE', message: /shares parts/ })
  assert.equal(readFileSync(book.path, 'utf8'), text)

  await book.save({ ...moon, name: 'b' })
  assert.deepEqual(book.find('a').settings, { strength: 0.3 })
  assert.deepEqual(book.find('b').settings, moon.settings)
})

test('a file that is gone keeps its cues, and the next save writes all of them again', async (t) => {
  const { book, clock } = await opened(t, cueFile(t, SUNSET))

  rmSync(book.path)
  await looked(clock, () => book.problem !== undefined)
  assert.match(book.problem ?? '', /is gone/)
  await book.save(moon)

  assert.equal(book.problem, undefined)
  const { book: again } = await opened(t, book.path)
  assert.deepEqual(again.all, book.all)
  assert.equal(again.all.length, 3)
})

test('a cue with a value that its setting does not take is not saved', async (t) => {
  const { book } = await opened(t, cueFile(t, SUNSET))

  await assert.rejects(book.save({ ...moon, settings: { strength: 7 } }), { code: 'SETTING_INVALID' })
  await assert.rejects(book.save({ ...moon, name: 'a/b' }), { code: 'SETTING_INVALID' })
  await assert.rejects(book.save({ ...moon, seconds: -1 }), { code: 'SETTING_INVALID' })
  assert.equal(readFileSync(book.path, 'utf8'), SUNSET)
})

test('a link stays a link, and permissions stay as they were', async (t) => {
  const folder = temporaryFolder(t, { 'real/cues.yaml': SUNSET })
  chmodSync(join(folder, 'real/cues.yaml'), 0o640)
  symlinkSync('real/cues.yaml', join(folder, 'cues.yaml'))
  const { book } = await opened(t, join(folder, 'cues.yaml'))

  await book.save(moon)

  assert.match(readFileSync(join(folder, 'real/cues.yaml'), 'utf8'), /moon/)
  assert.equal(statSync(join(folder, 'real/cues.yaml')).mode & 0o777, 0o640)
  assert.deepEqual(readdirSync(folder).toSorted(), ['cues.yaml', 'real'])
})

test('a place that cannot be written is told', async (t) => {
  const folder = temporaryFolder(t, { file: '' })
  const { book } = await opened(t, join(folder, 'file', 'cues.yaml'))

  await assert.rejects(book.save(moon), (error: { code: string }) =>
    /OUTPUT_UNWRITABLE|CUES_UNREADABLE/.test(error.code),
  )
  assert.equal(existsSync(join(folder, 'file')), true)
})

test('may be closed twice, and is not read any more', async (t) => {
  const { book, clock } = await opened(t, cueFile(t, SUNSET))

  await book[Symbol.asyncDispose]()
  await book[Symbol.asyncDispose]()
  writeFileSync(book.path, '')
  await clock.advance(5000)

  assert.equal(book.all.length, 2)
})

function cueFile(t: TestContext, text: string): string {
  return join(temporaryFolder(t, { 'cues.yaml': text }), 'cues.yaml')
}

async function opened(t: TestContext, path: string) {
  const clock = manualClock()
  const log: string[] = []
  const say = (level: string) => (message: string) =>
    void (/ (is saved|is removed) /.test(message) || log.push(`${level} ${message}`))
  const ending = new AbortController()
  const book = await openCueBook({
    path,
    clock,
    log: { info: say('info'), warn: say('warn'), error: say('error') },
    signal: ending.signal,
  })
  t.after(() => book[Symbol.asyncDispose]())
  let changes = 0
  book.onChange(() => changes++)
  return { book, clock, log, changes: () => changes }
}

/** Lets the book look at its file until something has come of it. */
async function looked(clock: ReturnType<typeof manualClock>, check: () => boolean): Promise<void> {
  await eventually(async () => {
    await clock.advance(500)
    return check()
  })
}
