import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import { encode } from '@msgpack/msgpack'
import { Publisher } from 'zeromq'
import { openSubscriber, pictureMessage } from '#source/subscriber.ts'
import { Drops } from '#telemetry/drops.ts'
import { jpegClaiming, jpegOf, keptLog } from '#test/pictures.ts'
import { sourceContract, surroundings, take } from './contract.ts'

sourceContract({
  name: 'a subscriber',
  indexStartsAgain: false,
  async open(t, options) {
    const address = await publish(t, (index) => encode([Date.now(), index, jpegOf(index % 200)]))
    return openSubscriber({ ...options, address })
  },
})

test('the time is that of arrival and the index that of the sender', async (t) => {
  const address = await publish(t, (index) => encode([12.5, index + 1000, jpegOf(1)]))
  await using source = await openSubscriber({ ...surroundings(), address })
  const [capture] = await take(source, 1)
  assert.ok(Math.abs(capture.capturedAtMs - Date.now()) < 5000)
  assert.ok(capture.index >= 1000)
})

test('messages that are no pictures are counted and named once, and the good ones still come', async (t) => {
  const bad = [encode([1, 2]), Buffer.from([0xc1, 0xff]), encode([1, 1, Buffer.from('text')]), encode('hello')]
  const address = await publish(t, (index) => (index % 2 ? bad[(index >> 1) % 4] : encode([1, index, jpegOf(1)])))
  const [log, drops] = [keptLog(), new Drops()]
  await using source = await openSubscriber({ ...surroundings({ log, drops }), address })
  await take(source, 20)
  assert.ok(drops.total('source', 'malformed message') >= 4)
  assert.ok(drops.total('source', 'not a picture') >= 2)
  assert.equal(new Set(log.lines).size, log.lines.length)
})

test('every part of a message is checked', () => {
  const refused = (values: unknown) => {
    const message = pictureMessage(encode(values), 2 ** 24)
    return 'refused' in message ? message.refused : undefined
  }
  assert.match(refused([1, 2, jpegOf(1), 4]) ?? '', /not an array of three/)
  assert.match(refused({ 0: 1, 1: 2, 2: 3 }) ?? '', /not an array of three/)
  assert.match(refused([Number.NaN, 2, jpegOf(1)]) ?? '', /timestamp/)
  assert.match(refused([1, 2.5, jpegOf(1)]) ?? '', /index/)
  assert.match(refused([1, 2, 'jpeg']) ?? '', /no bytes/)
  assert.match(refused([1, 2, jpegClaiming(65500, 65500)]) ?? '', /more than the limit/)
  assert.equal(refused([1.5, -2, jpegOf(1)]), undefined)
})

test('an address that is none is an error of the operator, with a remedy', async () => {
  for (const address of ['', 'localhost', 'tcp://', 'tcp://*:nonsense'])
    await assert.rejects(openSubscriber({ ...surroundings(), address }), { code: 'BAD_OPTION', remedy: /tcp:/ })
})

/** A program that publishes a message every 10 ms. @returns its address */
async function publish(t: TestContext, message: (index: number) => Uint8Array): Promise<string> {
  const socket = new Publisher({ linger: 0, sendHighWaterMark: 2 })
  await socket.bind('tcp://127.0.0.1:*')
  const stop = new AbortController()
  const sending = (async () => {
    for (let index = 0; !stop.signal.aborted; index++) {
      await socket.send(message(index))
      await delay(10)
    }
  })()
  t.after(async () => {
    stop.abort()
    await sending
    socket.close()
  })
  return socket.lastEndpoint as string
}
