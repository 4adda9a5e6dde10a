import assert from 'node:assert/strict'
import { readFileSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { type AuditEntry, openAuditFile } from '#prompts/auditFile.ts'
import { Drops } from '#telemetry/drops.ts'
import { silentLog } from '#telemetry/log.ts'
import { temporaryFolder } from '#test/temporaryFolder.ts'

test('a file that grows too large is kept as .1, and a new one is begun', async (t) => {
  const path = join(temporaryFolder(t), 'audit.jsonl')
  for (let round = 0; round < 7; round++) {
    await using audit = await openAuditFile({ path, log: silentLog, maxBytes: 500 })
    for (let i = 0; i < 2; i++) audit.add(entry(`prompt ${round * 2 + i}`))
  }
  const givenIn = (name: string) => readFileSync(name, 'utf8').match(/(?<=given":")prompt \d+/g)
  assert.deepEqual(givenIn(`${path}.1`), ['prompt 8', 'prompt 9', 'prompt 10', 'prompt 11'])
  assert.deepEqual(givenIn(path), ['prompt 12', 'prompt 13'])
})

test('lines stay in order, each on its own, whatever is in a prompt', async (t) => {
  const path = join(temporaryFolder(t), 'audit.jsonl')
  const audit = await openAuditFile({ path, log: silentLog })
  const prompts = Array.from({ length: 300 }, (_, i) => `line ${i}\n"quoted" \u2028`)
  for (const prompt of prompts) audit.add(entry(prompt))
  await audit[Symbol.asyncDispose]()
  await audit[Symbol.asyncDispose]()
  const lines = readFileSync(path, 'utf8').trimEnd().split('\n')
  assert.deepEqual(
    lines.map((line) => (JSON.parse(line) as AuditEntry).given),
    prompts,
  )
})

test('a file that somebody moves away is begun anew', async (t) => {
  const path = join(temporaryFolder(t), 'audit.jsonl')
  await using audit = await openAuditFile({ path, log: silentLog })
  audit.add(entry('one'))
  await audit[Symbol.asyncDispose]()
  renameSync(path, `${path}.old`)
  audit.add(entry('two'))
  await audit[Symbol.asyncDispose]()
  assert.match(readFileSync(path, 'utf8'), /two/)
})

test('what cannot be written is counted and told, and it is told when it goes on', async (t) => {
  const folder = temporaryFolder(t, { 'sub/x': '' })
  const drops = new Drops()
  const path = join(folder, 'sub/audit.jsonl')
  await using audit = await openAuditFile({ path, log: silentLog, drops })
  rmSync(join(folder, 'sub'), { recursive: true })
  audit.add(entry('lost'))
  await audit[Symbol.asyncDispose]()
  assert.match(audit.problem ?? '', /it cannot be written: ENOENT/)
  assert.equal(drops.total('audit', 'the file cannot be written'), 1)
})

test('more lines than a disk can take are counted, not kept', async (t) => {
  const drops = new Drops()
  const path = join(temporaryFolder(t), 'audit.jsonl')
  await using audit = await openAuditFile({ path, log: silentLog, drops })
  for (let i = 0; i < 1500; i++) audit.add(entry(`prompt ${i}`))
  assert.ok(drops.total('audit', 'the disk is slow') > 400)
})

function entry(given: string): AuditEntry {
  const time = '2026-01-01T00:00:00.000Z'
  return { time, by: 'http', given, used: given, verdict: 'safe', isTaken: true, reason: '', ms: 1, source: 'words' }
}
