import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { type TestContext, test } from 'node:test'
import { type Clock, systemClock } from '#flow/clock.ts'
import { followEvents } from '#remote/followEvents.ts'
import { openDoor } from '#test/chatDoor.ts'
import { eventually } from '#test/eventually.ts'
import { freePort } from '#test/freePorts.ts'

test('a server that goes away and comes back is told once each, and events go on', async (t) => {
  const door = await openDoor(t)
  const { told, settings } = await follow(t, door.address)
  await eventually(() => told.length === 1)
  await door.close()
  await eventually(() => told.length === 2)
  await door.reopen()
  await eventually(() => told.length === 3)
  assert.deepEqual(told, ['here', 'away', 'back'])
  door.settings.set('seed', 77, { by: 'osc 10.0.0.3' })
  await eventually(() => settings.some(({ seed }) => seed === 77))
})

test('a server that is not there yet is told as away, once, and found when it comes', async (t) => {
  const address = `http://127.0.0.1:${await freePort()}`
  let waits = 0
  const counting: Clock = {
    ...systemClock,
    until(mono, signal) {
      waits++
      return systemClock.until(mono, signal)
    },
  }
  const { told } = await follow(t, address, counting)
  await eventually(() => waits > 4, { withinMs: 8000 })
  assert.deepEqual(told, ['away'])
})

test('a server that accepts and then is silent counts as away', async (t) => {
  const server = createServer((_request, _response) => undefined).listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.after(() => {
    server.closeAllConnections()
    server.close()
  })
  const address = server.address()
  assert.ok(address && typeof address === 'object')
  // five seconds of silence pass at once
  const hasty: Clock = {
    ...systemClock,
    now: () => systemClock.now() * 20,
    until: (mono, signal) => systemClock.until(mono / 20, signal),
  }
  const { told } = await follow(t, `http://127.0.0.1:${address.port}`, hasty)
  await eventually(() => told.length === 1)
  assert.deepEqual(told, ['away'])
})

async function follow(t: TestContext, address: string, clock: Clock = systemClock) {
  const told: string[] = []
  const settings: Readonly<Record<string, unknown>>[] = []
  const ending = new AbortController()
  const following = followEvents({
    ...{ address, clock, signal: ending.signal },
    onEvent: (event) => event.type === 'settings' && settings.push(event.settings),
    onHere: (isBack) => told.push(isBack ? 'back' : 'here'),
    onAway: () => told.push('away'),
  })
  t.after(async () => {
    ending.abort()
    await following
  })
  return { told, settings }
}
