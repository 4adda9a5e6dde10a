import assert from 'node:assert/strict'
import { test } from 'node:test'
import { keepChild } from '#app/childProcess.ts'
import { silentLog } from '#telemetry/log.ts'
import { eventually } from '#test/eventually.ts'
import { manualClock } from '#test/manualClock.ts'

test('a child that cannot be started is tried again, and nothing else ends with it', async (t) => {
  const node = process.execPath
  t.after(() => {
    process.execPath = node
  })
  // as while packages are being replaced; a machine without memory for one more process does the same
  process.execPath = '/nowhere/node'
  const warned: string[] = []
  const log = { ...silentLog, warn: (message: string) => void warned.push(message) }
  const ending = new AbortController()
  const clock = manualClock()
  const isAgain = () => assert.fail('it has not run')
  const child = { command: 'worker', options: {}, name: 'the worker', isAgain }
  const kept = keepChild(child, { clock, log, signal: ending.signal, environment: {} })
  await eventually(() => warned.length === 1)
  await clock.advance(200)
  await eventually(() => warned.length === 2)
  assert.equal(warned[1], 'the worker cannot be started and is tried again')
  ending.abort()
  await kept
})
