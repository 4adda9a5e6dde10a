import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect, createServer } from 'node:net'
import { test } from 'node:test'
import { OperatorError } from '#errors/operatorError.ts'
import { eventually } from '#test/eventually.ts'
import { freePort } from '#test/freePorts.ts'
import type { Parts } from '#wire/envelope.ts'
import { openJobClientSocket } from '#wire/jobClientSocket.ts'
import { type Incoming, openJobServerSocket } from '#wire/jobServerSocket.ts'

const host = '127.0.0.1'

test('parts travel both ways as they are, pictures included', async () => {
  const port = await freePort()
  await using server = await openJobServerSocket({ host, port })
  await using client = openJobClientSocket({ host, port })
  const picture = Buffer.alloc(300_000, 7)
  await eventually(() => client.send([Buffer.from('head'), picture, new Uint8Array()]))
  const { from, parts } = await first<Incoming>(server.incoming)
  assert.deepEqual(parts.map(hex), [Buffer.from('head'), picture, Buffer.alloc(0)].map(hex))
  assert.equal(await server.send(from, [Buffer.from('answer'), picture]), true)
  assert.deepEqual((await first<Parts>(client.incoming)).map(hex), [Buffer.from('answer'), picture].map(hex))
})

test('messages arrive in the order in which they were given, though nobody waits for each', async () => {
  const port = await freePort()
  await using server = await openJobServerSocket({ host, port })
  await using client = openJobClientSocket({ host, port })
  await eventually(() => client.send([Buffer.from([0])]))
  const numbers = Array.from({ length: 10 }, (_, i) => i + 1)
  const taken = await Promise.all(numbers.map((n) => client.send([Buffer.from([n])])))
  assert.deepEqual(new Set(taken), new Set([true]))
  const heard: number[] = []
  for await (const { parts } of server.incoming) {
    heard.push(parts[0][0])
    if (heard.length === 11) break
  }
  assert.deepEqual(heard, [0, ...numbers])
})

test('sending to a worker that has gone says so, and the end of its connection is told', async () => {
  const port = await freePort()
  await using server = await openJobServerSocket({ host, port })
  const client = openJobClientSocket({ host, port })
  await eventually(() => client.send([Buffer.from('here')]))
  const { from } = await first<Incoming>(server.incoming)
  const gone = new Promise<void>((told) => server.onDisconnect(told))
  await client[Symbol.asyncDispose]()
  await gone
  await eventually(async () => !(await server.send(from, [Buffer.from('job')])))
})

test('sending to a server that is not there says so at once, and nothing is kept for later', async () => {
  const port = await freePort()
  await using client = openJobClientSocket({ host, port })
  const began = performance.now()
  assert.equal(await client.send([Buffer.from('stale')]), false)
  assert.ok(performance.now() - began < 100)
  await using server = await openJobServerSocket({ host, port })
  await eventually(() => client.send([Buffer.from('fresh')]))
  assert.equal(String((await first<Incoming>(server.incoming)).parts[0]), 'fresh')
})

test('a port that is in use is said in a sentence with the remedy', async () => {
  const other = createServer().listen(0, host)
  await once(other, 'listening')
  const { port } = other.address() as { port: number }
  await assert.rejects(openJobServerSocket({ host, port }), (error) => {
    assert.ok(error instanceof OperatorError)
    assert.equal(error.code, 'PORT_IN_USE')
    assert.match(error.message, new RegExp(`Port ${port} on 127.0.0.1 is in use`))
    assert.match(error.remedy, /--job-port/)
    return true
  })
  other.close()
})

test('an address that this machine does not have is said in a sentence', async () => {
  const port = await freePort()
  await assert.rejects(openJobServerSocket({ host: '192.0.2.1', port }), { code: 'BAD_OPTION' })
})

test('a stranger who speaks HTTP on the job port disturbs nobody', async () => {
  const port = await freePort()
  await using server = await openJobServerSocket({ host, port })
  const stranger = connect(port, host)
  await once(stranger, 'connect')
  stranger.write('GET / HTTP/1.1\r\n\r\n'.repeat(100))
  await using client = openJobClientSocket({ host, port })
  await eventually(() => client.send([Buffer.from('job, please')]))
  assert.equal(String((await first<Incoming>(server.incoming)).parts[0]), 'job, please')
  stranger.destroy()
})

test('a socket may be closed twice, and nothing is sent on it any more', async () => {
  const port = await freePort()
  const server = await openJobServerSocket({ host, port })
  const client = openJobClientSocket({ host, port })
  for (const socket of [server, client, server, client]) await socket[Symbol.asyncDispose]()
  assert.equal(await server.send('00ff', [Buffer.from('x')]), false)
  assert.equal(await client.send([Buffer.from('x')]), false)
})

async function first<T>(items: AsyncIterable<T>): Promise<T> {
  // not with for-await: leaving the loop would close the socket
  const { value } = await items[Symbol.asyncIterator]().next()
  return value as T
}

const hex = (part: Uint8Array) => Buffer.from(part).toString('hex')
