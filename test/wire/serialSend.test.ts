import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setImmediate as turn } from 'node:timers/promises'
import { serialSend } from '#wire/serialSend.ts'

test('one message goes out after the other, in the order of the calls', async () => {
  const socket = someSocket()
  const send = serialSend(socket)
  const sent = await Promise.all([1, 2, 3].map((n) => send([Uint8Array.of(n)])))
  assert.deepEqual(sent, [undefined, undefined, undefined])
  assert.deepEqual(socket.written, [1, 2, 3])
})

test('a message that is not taken is told by its code, and does not hold up the next', async () => {
  const socket = someSocket({ refuse: 2 })
  const send = serialSend(socket)
  const sent = await Promise.all([1, 2, 3].map((n) => send([Uint8Array.of(n)])))
  assert.deepEqual(sent, [undefined, 'EAGAIN', undefined])
  assert.deepEqual(socket.written, [1, 3])
})

/** Takes one message at a time, as ØMQ's sockets do. */
function someSocket({ refuse = 0 } = {}) {
  const written: number[] = []
  let isBusy = false
  return {
    written,
    async send([part]: readonly Uint8Array[]) {
      assert.equal(isBusy, false, 'a second writer')
      isBusy = true
      await turn()
      isBusy = false
      if (part[0] === refuse) throw Object.assign(new Error('not now'), { code: 'EAGAIN' })
      written.push(part[0])
    },
  }
}
