import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { test } from 'node:test'
import { manualClock } from '#test/manualClock.ts'
import { assertNoneOutlives, Ending } from '#video/ending.ts'

test('a child that ends when it is asked to is gone at once', async () => {
  await using child = await open("process.stdout.write('ready')")
  const end = new Ending(child.process, manualClock())
  await end.now()
  assert.notEqual(child.process.exitCode ?? child.process.signalCode, null)
})

test('a child that does not listen is killed after half a second', async () => {
  await using child = await open("process.on('SIGTERM', () => {}); process.stdout.write('ready')")
  const clock = manualClock()
  const end = new Ending(child.process, clock)
  const ended = end.now()
  await clock.advance(499)
  assert.equal(child.process.signalCode, null)
  await clock.advance(1)
  await ended
  assert.equal(child.process.signalCode, 'SIGKILL')
})

test('a child that outlives its kill, as one that waits for a dead device does, holds nobody up', async () => {
  await using child = await open("process.stdout.write('ready')")
  const kill = child.process.kill
  child.process.kill = () => true
  const clock = manualClock()
  const end = new Ending(child.process, clock)
  const ended = end.now()
  await clock.advance(500)
  await clock.advance(2000)
  await ended
  await end.exited
  assert.match(end.failure ?? '', /cannot be ended/)
  const [command = '', ...args] = child.process.spawnargs
  const again = () => assertNoneOutlives(command, args)
  assert.throws(again, /cannot be ended, it waits in the kernel: unplug the device/)
  assert.doesNotThrow(() => assertNoneOutlives(command, ['of another device']))
  child.process.kill = kill
  child.process.kill('SIGKILL')
  await once(child.process, 'exit')
  assert.doesNotThrow(again)
})

/** A child that has begun. */
async function open(script: string): Promise<AsyncDisposable & { process: ChildProcess }> {
  const child = spawn(process.execPath, ['-e', `setInterval(() => {}, 1000); ${script}`], {
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  await once(child.stdout, 'data')
  return {
    process: child,
    async [Symbol.asyncDispose]() {
      if (child.exitCode !== null || child.signalCode !== null) return
      child.ref()
      child.kill('SIGKILL')
      await once(child, 'exit')
    },
  }
}
