import assert from 'node:assert/strict'
import { once } from 'node:events'
import { test } from 'node:test'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { decode } from '@msgpack/msgpack'
import { WebSocket } from 'ws'
import type { ControlEvent } from '#control/events.ts'
import { openShow, published, type Show } from './show.ts'

test('a viewer gets the newest picture at once and then each as it leaves, exactly as on the output port', async () => {
  await using show = await openShow()
  show.board.show(published(1))
  const socket = connect(show, '/api/pictures')
  assert.deepEqual(await nextMessage(socket), [1_700_000_000_033, 1, Buffer.from([0xff, 0xd8, 1])])
  socket.send('drawn')
  const second = nextMessage(socket)
  show.board.show(published(2))
  assert.equal(((await second) as number[])[1], 2)
  socket.close()
})

test('a viewer that stands still holds up nobody and skips to the newest picture', async () => {
  await using show = await openShow()
  const [slow, quick] = [connect(show, '/api/pictures'), connect(show, '/api/pictures')]
  await Promise.all([once(slow, 'open'), once(quick, 'open')])
  const [seenBySlow, seenByQuick] = [indexes(slow), indexes(quick)]
  slow.send('drawn')
  quick.on('message', () => quick.send('drawn'))
  for (let index = 0; index < 20; index++) {
    show.board.show(published(index))
    await until(() => seenByQuick.at(-1) === index)
  }
  assert.deepEqual(seenByQuick, [...Array(20).keys()])
  assert.ok(seenBySlow.length <= 3, `${seenBySlow} were sent to a viewer that acknowledged one`)
  slow.send('drawn')
  await until(() => seenBySlow.at(-1) === 19)
  assert.equal(show.drops.total('viewer', 'slow viewer'), 20 - seenBySlow.length)
  slow.close()
  quick.close()
})

test('a viewer of pairs gets each picture with its input, and who is slow holds up nobody there either', async () => {
  await using show = await openShow()
  show.board.show(published(1))
  const [slow, quick, plain] = ['/api/pairs', '/api/pairs', '/api/pictures'].map((path) => connect(show, path))
  assert.ok(slow && quick && plain)
  const first = [1_700_000_000_033, 1, Buffer.from([0xff, 0xd8, 1])]
  const [pair, , picture] = await Promise.all([quick, slow, plain].map(nextMessage))
  assert.deepEqual(pair, [...first, Buffer.from([0xff, 0xd8, 0, 1])])
  assert.deepEqual(picture, first)
  const [seenBySlow, seenByQuick] = [indexes(slow), indexes(quick)]
  slow.send('drawn')
  quick.send('drawn')
  quick.on('message', () => quick.send('drawn'))
  for (let index = 2; index < 20; index++) {
    show.board.show(published(index))
    await until(() => seenByQuick.at(-1) === index)
  }
  assert.deepEqual(
    seenByQuick,
    Array.from({ length: 18 }, (_, i) => i + 2),
  )
  assert.ok(seenBySlow.length <= 3, `${seenBySlow} were sent to a viewer that acknowledged one`)
  for (const socket of [slow, quick, plain]) socket.close()
})

test('cues that are saved or thrown away are told at once', async () => {
  await using show = await openShow()
  const socket = connect(show, '/api/events')
  const events = heardBy(socket)
  await until(() => events.length === 3)
  const cuesTold = () => events.filter((event) => event.type === 'cues').map(({ cues }) => cues.map(({ name }) => name))
  await fetch(`${show.url}/api/cues/dawn`, { method: 'PUT' })
  await until(() => cuesTold().length === 2)
  await fetch(`${show.url}/api/cues/dawn`, { method: 'DELETE' })
  await until(() => cuesTold().length === 3)
  assert.deepEqual(cuesTold(), [[], ['dawn'], []])
  socket.close()
})

test('a change through any door reaches a listener within 100 ms', async () => {
  await using show = await openShow()
  const socket = connect(show, '/api/events')
  const events = heardBy(socket)
  await until(() => events.length === 3)
  assert.deepEqual(
    events.map(({ type }) => type),
    ['settings', 'cues', 'status'],
  )
  for (const change of [
    () => show.settings.set('prompt', 'by osc', { by: 'osc' }),
    () => fetch(`${show.url}/prompt/by%20http`),
  ]) {
    const told = nextSettings(socket)
    const before = performance.now()
    await change()
    const event = await told
    assert.equal(event.settings.prompt, show.settings.current.prompt)
    assert.ok(performance.now() - before < 100, 'later than 100 ms')
  }
  socket.close()
})

test('garbage on a socket is counted and ignored; too much of it ends that socket only', async () => {
  await using show = await openShow()
  const [pictures, events, other] = ['/api/pictures', '/api/events', '/api/events'].map((path) => connect(show, path))
  assert.ok(pictures && events && other)
  await Promise.all([pictures, events, other].map((socket) => once(socket, 'open')))
  pictures.send('drawm')
  pictures.send(new Uint8Array(1000))
  events.send('{"type":"settings"}')
  events.send(new Uint8Array(70_000))
  await once(events, 'close')
  await until(() => show.drops.total('viewer', 'unreadable message') === 4)
  const picture = nextMessage(pictures)
  show.board.show(published(7))
  assert.equal(((await picture) as number[])[1], 7)
  assert.equal(other.readyState, WebSocket.OPEN)
  pictures.close()
  other.close()
})

test('the 65th viewer is told why it is not let in, and a place that becomes free is given away', async () => {
  await using show = await openShow()
  const sockets = Array.from({ length: 64 }, () => connect(show, '/api/pictures'))
  await Promise.all(sockets.map((socket) => once(socket, 'open')))
  const [code, reason] = await once(connect(show, '/api/pictures'), 'close')
  assert.deepEqual([code, String(reason)], [1013, '64 viewers are connected already'])
  sockets[0]?.close()
  let isLetIn = false
  show.board.show(published(1))
  await until(async () => {
    const socket = connect(show, '/api/pictures')
    socket.on('message', () => {
      isLetIn = true
    })
    await Promise.race([once(socket, 'message'), once(socket, 'close')])
    return isLetIn
  })
})

test('closing the door says goodbye to every socket and does not wait for those that are silent', async () => {
  const show = await openShow()
  const [polite, silent] = [connect(show, '/api/pictures'), connect(show, '/api/events')]
  await Promise.all([once(polite, 'open'), once(silent, 'open')])
  silent.pause()
  const goodbye = once(polite, 'close')
  const before = performance.now()
  await show[Symbol.asyncDispose]()
  assert.ok(performance.now() - before < 800)
  assert.deepEqual((await goodbye)[0], 1001)
  await show.control[Symbol.asyncDispose]()
  silent.terminate()
})

function connect({ url }: Show, path: string): WebSocket {
  return new WebSocket(url.replace('http', 'ws') + path)
}

/** Lets the sockets talk until something is so. */
async function until(isTrue: () => boolean | Promise<boolean>): Promise<void> {
  const end = performance.now() + 5000
  while (!(await isTrue())) {
    assert.ok(performance.now() < end, 'waited for 5 s')
    await nextTurn()
  }
}

async function nextMessage(socket: WebSocket): Promise<unknown> {
  const [message] = (await once(socket, 'message')) as [Buffer]
  return decode(message)
}

function indexes(socket: WebSocket): number[] {
  const seen: number[] = []
  socket.on('message', (message: Buffer) => seen.push((decode(message) as number[])[1] as number))
  return seen
}

function heardBy(socket: WebSocket): ControlEvent[] {
  const events: ControlEvent[] = []
  socket.on('message', (message) => events.push(JSON.parse(String(message))))
  return events
}

async function nextSettings(socket: WebSocket) {
  for (;;) {
    const event = JSON.parse(String((await once(socket, 'message'))[0])) as ControlEvent
    if (event.type === 'settings') return event
  }
}
