import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openLog } from '#telemetry/log.ts'

test('a line says when, who and what; warnings and errors are called so', () => {
  const { log, lines } = someLog()
  log.info('worker ada is here')
  log.warn('worker ada is slow')
  log.error('disk full')
  assert.deepEqual(
    lines.map((line) => line.replace(/^\d\d:\d\d:\d\d/, 'TIME')),
    ['TIME server worker ada is here\n', 'TIME server WARNING: worker ada is slow\n', 'TIME server ERROR: disk full\n'],
  )
})

test('a burst is let through, then one line a second at most; what is left out is counted', () => {
  const { log, lines, pass } = someLog()
  for (let i = 0; i < 100; i++) log.info(`event ${i}`)
  assert.equal(lines.length, 6)
  for (let i = 0; i < 300; i++) {
    pass(100)
    log.info(`later ${i}`)
  }
  assert.ok(lines.length <= 6 + 30, `${lines.length} lines`)
  assert.match(lines[6], /later (9|10) \((103|104) more lines left out\)/)
})

test('after a quiet time there is room for a burst again', () => {
  const { log, lines, pass } = someLog()
  for (let i = 0; i < 10; i++) log.info(`first ${i}`)
  pass(60_000)
  for (let i = 0; i < 10; i++) log.info(`second ${i}`)
  assert.equal(lines.length, 12)
})

test('the same sentence is not repeated within ten seconds', () => {
  const { log, lines, pass } = someLog()
  for (let i = 0; i < 20; i++) {
    log.warn('the camera has gone')
    pass(1000)
  }
  assert.equal(lines.length, 2)
  assert.match(lines[1], /\(10 more lines left out\)|\(9 more lines left out\)/)
})

test('text from other machines cannot break out of its line', () => {
  const { log, lines } = someLog()
  log.warn('worker \u001b[2J\r\nERROR: made up\u0007 is here')
  assert.equal(lines.length, 1)
  assert.doesNotMatch(lines[0].slice(0, -1), /\p{Cc}/u)
  assert.match(lines[0], /made up/)
})

test('--log json gives one JSON object a line, with all fields and nothing left out', () => {
  const lines: string[] = []
  const log = openLog({ format: 'json', name: 'server', now: () => 0, write: (line) => lines.push(line) })
  for (let i = 0; i < 50; i++) log.warn('worker left', { worker: `w${i}` })
  const objects = lines.map((line) => JSON.parse(line))
  assert.equal(objects.length, 50)
  const { level, name, msg, worker, time } = objects[49]
  assert.deepEqual({ level, name, msg, worker }, { level: 40, name: 'server', msg: 'worker left', worker: 'w49' })
  assert.equal(typeof time, 'number')
})

function someLog() {
  const lines: string[] = []
  let time = 0
  const log = openLog({ format: 'text', name: 'server', now: () => time, write: (line) => lines.push(line) })
  return {
    log,
    lines,
    pass: (ms: number) => {
      time += ms
    },
  }
}
