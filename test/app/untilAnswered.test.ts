import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import { test } from 'node:test'
import { untilAnswered } from '#app/untilAnswered.ts'
import { eventually } from '#test/eventually.ts'
import { freePort } from '#test/freePorts.ts'
import { manualClock } from '#test/manualClock.ts'
import { keptLog } from '#test/pictures.ts'

test('a server that is not there is waited for, with one line about it, whatever it then says', async (t) => {
  const { url, clock, log, waiting } = await aWait()
  await clock.advance(3 * 2000)
  const server = createServer((_, response) => response.writeHead(500).end()).listen(Number(new URL(url).port))
  t.after(() => server.close().closeAllConnections())
  let isOver = false
  void waiting.then(() => {
    isOver = true
  })
  await eventually(async () => {
    await clock.advance(2000)
    return isOver
  })
  assert.deepEqual(log.lines, [`${url} does not answer yet; it is waited for.`])
})

test('the wait ends with its signal', async () => {
  const { stopping, waiting } = await aWait()
  stopping.abort()
  await waiting
})

/** Somebody who waits for a server that is not there, and knows it. */
async function aWait() {
  const [clock, log, stopping] = [manualClock(), keptLog(), new AbortController()]
  const url = `http://127.0.0.1:${await freePort()}/display`
  const waiting = untilAnswered({ url, clock, log, signal: stopping.signal })
  await eventually(() => log.lines.length > 0)
  return { url, clock, log, stopping, waiting }
}
