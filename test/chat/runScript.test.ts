import assert from 'node:assert/strict'
import { PassThrough, Readable } from 'node:stream'
import { type TestContext, test } from 'node:test'
import { runScript } from '#chat/runScript.ts'
import { type Clock, systemClock } from '#flow/clock.ts'
import { ServerClient } from '#remote/serverClient.ts'
import { type DoorOptions, openDoor } from '#test/chatDoor.ts'
import { freePort } from '#test/freePorts.ts'
import { manualClock } from '#test/manualClock.ts'

test('every line is carried out and answered with one line; empty ones and comments are passed over', async (t) => {
  const { door, out, err } = await ran(t, '# morning\n\na quiet sea\n/seed 123\n  # seed\n/passthrough True')
  assert.equal(out, 'prompt "a quiet sea"\nseed 123\npassthrough true\n')
  assert.equal(err, '')
  const { prompt, seed, passthrough } = door.settings.current
  assert.deepEqual({ prompt, seed, passthrough }, { prompt: 'a quiet sea', seed: 123, passthrough: true })
})

test('what fails is told on standard error with its line and its remedy, and the rest is carried out', async (t) => {
  const { out, err, failure } = await ran(t, '/seed many\n/strenght 1\n/seed 5\n')
  assert.equal(out, 'seed 5\n')
  assert.match(
    err,
    /^Line 1: .*seed cannot be "many"\. Give a whole number.*\nLine 2: .*strenght.* Did you mean .*strength.*\n$/,
  )
  assert.equal(failure?.code, 'CHAT_FAILED')
  assert.equal(failure?.message, '2 of 3 lines failed.')
})

test('every answer is one line, also of what a console shows as a block', async (t) => {
  const { out } = await ran(t, '/status\n/help\n/cue\n/prompts\n/help seed\n')
  assert.equal(out.split('\n').length, 6)
})

test('/quit ends a script before its end', async (t) => {
  const { out } = await ran(t, '/seed 1\n/quit\n/seed 2\n')
  assert.equal(out, 'seed 1\n')
})

test('/wait holds the next line back', async (t) => {
  const door = await openDoor(t)
  const clock = manualClock()
  const output = new PassThrough().setEncoding('utf8')
  const isWaiting = Promise.withResolvers<void>()
  const watched: Clock = {
    ...clock,
    until(mono) {
      isWaiting.resolve()
      return clock.until(mono)
    },
  }
  const running = run(door.address, Readable.from(['/wait 2\n/seed 9\n']), output, undefined, { clock: watched })
  await isWaiting.promise
  assert.equal(door.settings.current.seed, 0)
  await clock.advance(2000)
  await running
  assert.equal(output.read(), 'waited 2 s\nseed 9\n')
})

test('lines may end as on Windows and begin with its mark, and the last needs no end', async (t) => {
  const { out } = await ran(t, '\ufeff/seed 1\r\n/seed 2')
  assert.equal(out, 'seed 1\nseed 2\n')
})

test('letters that arrive in pieces stay whole', async (t) => {
  const bytes = Buffer.from('ein schönes Meer 🌊\n')
  const { door } = await ran(
    t,
    [...bytes].map((byte) => Buffer.of(byte)),
  )
  assert.equal(door.settings.current.prompt, 'ein schönes Meer 🌊')
})

test('a prompt of 4000 characters is taken, one of 4001 is refused and one of a million does no harm', async (t) => {
  const { door, failure } = await ran(t, `${'x'.repeat(4000)}\n${'y'.repeat(4001)}\n${'z'.repeat(1_000_000)}\n`)
  assert.equal(door.settings.current.prompt, 'x'.repeat(4000))
  assert.equal(failure?.message, '2 of 3 lines failed.')
})

test('a server that is not there is told before the first line, with the remedy', async () => {
  const address = `http://127.0.0.1:${await freePort()}`
  await assert.rejects(run(address, Readable.from(['/seed 1\n'])), {
    code: 'SERVER_UNREACHABLE',
    message: `No server answers at ${address}: nothing listens there.`,
    remedy: /npx i2i solo.*--host/,
  })
})

test('a token is needed for changes only', async (t) => {
  const { out, err } = await ran(t, '/seed\n/seed 1\n', { token: 'secret' })
  assert.equal(out, 'seed 0\n')
  assert.match(err, /--token/)
  assert.equal((await ran(t, '/seed 1\n', { token: 'secret' }, 'secret')).out, 'seed 1\n')
})

test('nothing that the server says can move the cursor or begin a line', async (t) => {
  const did = 'seed\u001b[2J\u001b]0;title\u0007 1\r\n\u202eevil\u0085'
  const { out } = await ran(t, '/seed 1\n', { instead: { '/api/command': { changed: {}, prompts: [], did } } })
  assert.equal(out, 'seed [2J ]0;title 1 evil\n')
})

test('a translation and a notice are told with the prompt', async (t) => {
  const prompts = [{ given: 'ein Haus', used: 'a house', notice: 'from German' }]
  const answer = { changed: {}, prompts, did: 'prompt "ein Haus"' }
  const { out } = await ran(t, 'ein Haus\n', { instead: { '/api/command': answer } })
  assert.equal(out, 'prompt "ein Haus" → a house (from German)\n')
})

test('what is no server of ours is recognised', async (t) => {
  const door = await openDoor(t, { instead: { '/api/settings': () => '<html>' } })
  await assert.rejects(run(door.address, Readable.from([])), {
    code: 'SERVER_UNREACHABLE',
    message: /is no i2i server/,
  })
})

test('a server that does not answer is waited for no longer than the limit', async (t) => {
  const door = await openDoor(t, { instead: { '/api/settings': () => new Promise(() => undefined) } })
  const impatient = new ServerClient({ ...client(door.address), patienceMs: () => 50 })
  await assert.rejects(run(door.address, Readable.from([]), undefined, undefined, { server: impatient }), {
    code: 'SERVER_UNREACHABLE',
    message: /gave no answer within 0.05 s/,
  })
})

test('a script without end stops at once when the chat is ended', async (t) => {
  const door = await openDoor(t)
  const ending = new AbortController()
  const input = new PassThrough()
  input.write('/seed 4\n')
  const output = new PassThrough()
  const running = run(door.address, input, output, undefined, { signal: ending.signal })
  await new Promise((resolve) => output.once('data', resolve))
  ending.abort()
  await running
})

async function ran(t: TestContext, script: string | readonly Buffer[], options: DoorOptions = {}, token = '') {
  const door = await openDoor(t, options)
  const [output, errors] = [new PassThrough().setEncoding('utf8'), new PassThrough().setEncoding('utf8')]
  const input = Readable.from(typeof script === 'string' ? [script] : script, { objectMode: false })
  const server = new ServerClient({ ...client(door.address), token })
  let failure: (Error & { code?: string }) | undefined
  await run(door.address, input, output, errors, { server }).catch((error) => {
    failure = error
  })
  return { door, out: String(output.read() ?? ''), err: String(errors.read() ?? ''), failure }
}

function run(
  address: string,
  input: Readable,
  output = new PassThrough(),
  errors = new PassThrough(),
  changes: Partial<Parameters<typeof runScript>[0]> = {},
): Promise<void> {
  const { signal } = new AbortController()
  return runScript({
    ...{ server: new ServerClient(client(address)), clock: systemClock, signal, input, output, errors },
    ...changes,
  })
}

function client(address: string) {
  return { address, token: '', signal: new AbortController().signal }
}
