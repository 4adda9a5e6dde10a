import assert from 'node:assert/strict'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { crashFolder } from '#telemetry/crashFolder.ts'
import { type CrashFacts, crashReport } from '#telemetry/crashReport.ts'
import { LogTail } from '#telemetry/logTail.ts'
import { writeCrashReport } from '#telemetry/writeCrashReport.ts'
import { temporaryFolder } from '#test/temporaryFolder.ts'

const facts: CrashFacts = {
  error: new TypeError('no frame called sesame', { cause: new Error('rtsp://me:pw@cam/1 is gone') }),
  version: '1.2.3',
  command: 'model pull',
  uptimeS: 61,
  atMs: Date.UTC(2026, 0, 2, 3, 4, 5),
  options: { token: 'sesame', fps: 30 },
  notes: { settings: { prompt: 'a cat', strength: 0.5 } },
  log: ['12:00:00 server listening', '12:00:01 server asked with token=sesame by hf_abcdefghijkl'],
  environment: { OPENAI_API_KEY: 'secret-of-ai', HOME: '/home/ada' },
}

test('a report tells version, system, options, settings, stack with its cause, and the last lines of the log', () => {
  const text = crashReport(facts)
  for (const part of [/i2i 1\.2\.3, command model pull, after 61 s/, /Node \d+\./, /fps: 30/, /prompt: 'a cat'/])
    assert.match(text, part)
  assert.match(text, /TypeError: no frame[\s\S]*crashReport\.test\.ts[\s\S]*cause[\s\S]*is gone/)
  assert.match(text, /12:00:00 server listening/)
})

test('no secret is in a report, wherever it stood', () => {
  const text = crashReport({ ...facts, notes: { settings: { prompt: 'say secret-of-ai' } } })
  assert.doesNotMatch(text, /sesame|secret-of-ai|me:pw|hf_abc/)
})

test('a report is a file that only its owner may read, and older ones than the last few are removed', async (t) => {
  const folder = join(temporaryFolder(t, { 'crashes/notes.txt': 'mine' }), 'crashes')
  for (let n = 0; n < 4; n++) {
    const said = await writeCrashReport({ ...facts, atMs: facts.atMs + n * 1000 }, { folder, keep: 2 })
    assert.match(said, /^A report is in .*crash-2026-01-02T03-04-0\d-000Z-model-pull-\d+\.txt$/)
  }
  const names = readdirSync(folder).sort()
  assert.deepEqual(
    names.map((name) => name.slice(0, 25)),
    ['crash-2026-01-02T03-04-07', 'crash-2026-01-02T03-04-08', 'notes.txt'],
  )
  assert.equal(statSync(join(folder, names[0] as string)).mode & 0o777, 0o600)
  assert.match(readFileSync(join(folder, names[0] as string), 'utf8'), /What happened/)
})

test('where nothing can be written that is said, and nothing is thrown', async (t) => {
  const folder = join(temporaryFolder(t, { file: '' }), 'file', 'crashes')
  assert.match(await writeCrashReport(facts, { folder }), /^No report could be written to .*ENOTDIR/)
})

test('a disk that hangs does not hold up the end', async (t) => {
  const folder = temporaryFolder(t)
  assert.match(
    await writeCrashReport(facts, { folder, withinMs: 0 }),
    /No report could be written to .* within 0 ms|A report/,
  )
})

test('reports lie below the state folder of the user, or of the service', () => {
  if (process.platform === 'win32') return
  assert.equal(crashFolder({ XDG_STATE_HOME: '/state' }), '/state/i2i/crashes')
  assert.match(crashFolder({ XDG_STATE_HOME: 'relative' }), /\/\.local\/state\/i2i\/crashes$/)
  assert.equal(
    crashFolder({ XDG_STATE_HOME: '/state', STATE_DIRECTORY: '/var/lib/i2i:/var/lib/b' }),
    '/var/lib/i2i/crashes',
  )
})

test('of a long log the last hundred lines are kept, and no line grows without end', () => {
  const tail = new LogTail()
  for (let n = 0; n < 1000; n++) tail.add(`line ${n}\n`)
  tail.add('x'.repeat(10_000))
  assert.equal(tail.lines.length, 100)
  assert.equal(tail.lines[0], 'line 901')
  assert.equal(tail.lines.at(-1)?.length, 2000)
})
