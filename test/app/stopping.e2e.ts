import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { type TestContext, test } from 'node:test'
import { openAudience } from '#test/audience.ts'
import { eventually } from '#test/eventually.ts'
import { freePorts, type Ports } from '#test/freePorts.ts'
import { pictureFolder } from '#test/pictureFolder.ts'
import { isRunning } from '#test/processTable.ts'
import { startServer, startSolo } from '#test/running.ts'

const timeout = 30_000

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  test(`${signal} ends i2i solo within two seconds, with exit code 0 and nothing left behind`, {
    timeout,
  }, async (t) => {
    const { solo } = await playingSolo(t)
    const family = solo.family()
    assert.equal(family.length, 2, 'the server and its worker')
    const asked = performance.now()
    solo.kill(signal)
    assert.deepEqual(await solo.ended, { code: 0, signal: null })
    assert.ok(performance.now() - asked < 2000, `${performance.now() - asked} ms`)
    assert.deepEqual(family.filter(isRunning), [])
    assert.doesNotMatch(solo.said(), /did not end in time|\n\s+at /)
  })
}

test('a trace that cannot be written at the end is said, and is no success', { timeout }, async (t) => {
  const { solo } = await playingSolo(t, ['--trace', '/nonexistent/trace.json'])
  solo.kill('SIGTERM')
  assert.deepEqual(await solo.ended, { code: 2, signal: null })
  assert.match(solo.said(), /The trace could not be written .*--trace FILE/)
})

test('when i2i solo is killed its worker ends by itself', { timeout }, async (t) => {
  const { solo } = await playingSolo(t)
  const family = solo.family()
  solo.kill('SIGKILL')
  await eventually(() => family.every((pid) => !isRunning(pid)), { withinMs: 2000, what: 'the end of the worker' })
})

test('when the worker of i2i solo is killed it is started again', { timeout }, async (t) => {
  const { solo, audience } = await playingSolo(t)
  const [, worker] = solo.family()
  process.kill(worker, 'SIGKILL')
  await eventually(() => solo.family().some((pid) => pid !== solo.pid && pid !== worker), { withinMs: 3000 })
  await audience.next(undefined, 5000)
})

test('i2i solo says where to look, how to change the prompt and how to stop', { timeout }, async (t) => {
  const { solo, ports } = await playingSolo(t)
  const said = solo.said()
  for (const words of [`http://127.0.0.1:${ports.settings}`, 'prompt', 'Ctrl-C', 'passthrough', `:${ports.output}`]) {
    assert.ok(said.includes(words), `${words} in:\n${said}`)
  }
})

for (const which of ['job', 'settings', 'output'] as const) {
  test(`the ${which} port is in use: one clear sentence, exit code 2`, { timeout }, async (t) => {
    const ports = await freePorts()
    const other = createServer().listen(ports[which], '127.0.0.1')
    await once(other, 'listening')
    t.after(() => other.close())
    const server = startServer(ports, ['--directory', pictureFolder(t), '--log', 'text'])
    assert.deepEqual(await server.ended, { code: 2, signal: null })
    const lines = server.said().trim().split('\n')
    assert.match(
      lines.at(-1) ?? '',
      new RegExp(`^Port ${ports[which]} on 127\\.0\\.0\\.1 is (in use|taken).*--${which}[-_]port`),
    )
    assert.equal(lines.length, 1, server.said())
  })
}

async function playingSolo(t: TestContext, more: readonly string[] = []) {
  const ports: Ports = await freePorts()
  const directory = pictureFolder(t)
  const closing = new AsyncDisposableStack()
  t.after(() => closing.disposeAsync())
  const audience = closing.use(openAudience(ports.output))
  const flags = ['--directory', directory, '--engine', 'passthrough', '--resolution', '160', ...more]
  const solo = closing.use(startSolo(ports, flags))
  await audience.next(undefined, 15_000)
  return { solo, ports, audience }
}
