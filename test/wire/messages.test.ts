import assert from 'node:assert/strict'
import { test } from 'node:test'
import { decode, encode } from '@msgpack/msgpack'
import { plainLooks } from '#frame/look.ts'
import { aHello, aJob, aJobFrame, aLook, aResult, serverMessages, workerMessages } from '#test/messages.ts'
import { pick, seededRandom } from '#test/random.ts'
import type { Parts } from '#wire/envelope.ts'
import { decodeServerMessage, encodeServerMessage } from '#wire/fromServer.ts'
import { decodeWorkerMessage, encodeWorkerMessage } from '#wire/fromWorker.ts'
import {
  MAX_FRAMES,
  MAX_PROMPTS,
  MAX_REASON_LENGTH,
  MAX_SEEDS,
  MAX_SERVER_HEAD_BYTES,
  MAX_WORKER_HEAD_BYTES,
  WireError,
} from '#wire/protocol.ts'

for (const message of serverMessages) {
  test(`what the server says arrives as it was said: ${message.type}`, () => {
    assert.deepEqual(plain(decodeServerMessage(encodeServerMessage(message))), plain(message))
  })
}

for (const message of workerMessages) {
  test(`what a worker says arrives as it was said: ${message.type}`, () => {
    assert.deepEqual(plain(decodeWorkerMessage(encodeWorkerMessage(message))), plain(message))
  })
}

test('a message from the wrong side is refused', () => {
  assert.throws(() => decodeWorkerMessage(encodeServerMessage(aJob())), WireError)
  assert.throws(() => decodeServerMessage(encodeWorkerMessage(aResult())), WireError)
})

test('a job is refused when the number of its pictures is not that of its frames', () => {
  const [head, ...pictures] = encodeServerMessage(aJob({ frames: [aJobFrame(0), aJobFrame(1)] }))
  assert.throws(() => decodeServerMessage([head, pictures[0]]), /a job of 2 frames with 1 pictures/)
  assert.throws(() => decodeServerMessage([head, ...pictures, pictures[0]]), /a job of 2 frames with 3 pictures/)
})

test('a result is refused when the number of its pictures is not what it promises', () => {
  const [head, ...pictures] = encodeWorkerMessage(aResult())
  assert.throws(() => decodeWorkerMessage([head]), /a result of 1 pictures with 0/)
  assert.throws(() => decodeWorkerMessage([head, ...pictures, ...pictures]), /a result of 1 pictures with 2/)
})

test('a worker of another protocol is understood well enough to be refused by name', () => {
  const [head] = encodeWorkerMessage(aHello({ protocol: 99 }))
  assert.equal(JSON.stringify(decodeWorkerMessage([head])).includes('99'), true)
  const [job, ...pictures] = encodeServerMessage(aJob())
  assert.throws(() => decodeServerMessage([withHead(job, { protocol: 1 }), ...pictures]), WireError)
})

test('reasons that are too long are cut, and as many as a job can have arrive in any script', () => {
  const outcome = { ok: false, fault: 'engine', reason: '海'.repeat(5000) } as const
  const outcomes = Array.from({ length: MAX_FRAMES }, () => outcome)
  const result = decodeWorkerMessage(encodeWorkerMessage(aResult({ outcomes })))
  const expected = outcomes.map(() => ({ ...outcome, reason: '海'.repeat(MAX_REASON_LENGTH) }))
  assert.deepEqual(result, aResult({ outcomes: expected }))
})

test('frames that show the prompt and the seed of the parameters need no looks', () => {
  const job = aJob({ frames: [aJobFrame(0), aJobFrame(1)] })
  const looks = plainLooks(job.parameters, 2)
  assert.deepEqual(encodeServerMessage({ ...job, looks }), encodeServerMessage(job))
})

test('a text or a seed travels once, however many frames are mixed of it', () => {
  const text = 'x'.repeat(1000)
  const sizeOf = (count: number) => {
    const frames = Array.from({ length: count }, (_, i) => aJobFrame(i))
    const looks = frames.map((_, i) => aLook([text, 1 - i / 100], ['ink', i / 100]))
    return encodeServerMessage(aJob({ frames, looks }))[0].length
  }
  assert.ok(sizeOf(MAX_FRAMES) - sizeOf(2) < 4000, `${sizeOf(2)} and ${sizeOf(MAX_FRAMES)}`)
})

const packed = { texts: ['a', 'b'], seeds: [1], frames: [{ prompts: [[0, 1]], seeds: [[0, 1]] }] }
const frameOf = (changes: object) => ({ ...packed, frames: [{ ...packed.frames[0], ...changes }] })
for (const [what, looks, reason] of [
  ['for more frames than there are', { ...packed, frames: [packed.frames[0], packed.frames[0]] }, /2 looks/],
  ['for no frame', { ...packed, frames: [] }, /looks\.frames/],
  ['of no prompt', frameOf({ prompts: [] }), /prompts/],
  ['of no seed', frameOf({ seeds: [] }), /seeds/],
  ['of a prompt that did not come along', frameOf({ prompts: [[2, 1]] }), /number 2 of 2/],
  ['of a seed that did not come along', frameOf({ seeds: [[1, 1]] }), /number 1 of 1/],
  ['of half a prompt', frameOf({ prompts: [[0.5, 1]] }), /prompts/],
  ['with a weight that is no number', frameOf({ prompts: [[0, Number.NaN]] }), /prompts/],
  ['with a weight without end', frameOf({ seeds: [[0, Number.POSITIVE_INFINITY]] }), /seeds/],
  ['with a weight above 1', frameOf({ prompts: [[0, 1.5]] }), /prompts/],
  [
    'with a weight below 0',
    frameOf({
      prompts: [
        [0, -0.5],
        [1, 0.5],
      ],
    }),
    /prompts/,
  ],
  ['whose prompts weigh less than one', frameOf({ prompts: [[0, 0.5]] }), /prompts add up to 0\.500/],
  [
    'whose seeds weigh more than one',
    {
      ...frameOf({
        seeds: [
          [0, 0.9],
          [1, 0.9],
        ],
      }),
      seeds: [1, 2],
    },
    /seeds add up/,
  ],
  ['of more prompts than a job may have', { ...packed, texts: Array(MAX_PROMPTS + 1).fill('a') }, /looks\.texts/],
  ['of more seeds than a job may have', { ...packed, seeds: Array(MAX_SEEDS + 1).fill(1) }, /looks\.seeds/],
  ['of a prompt that is no text', { ...packed, texts: [7] }, /looks\.texts/],
  ['of a seed below 0', { ...packed, seeds: [-1] }, /looks\.seeds/],
] as const) {
  test(`a job is refused with a look ${what}`, () => {
    const [head, ...pictures] = encodeServerMessage(aJob())
    assert.throws(
      () => decodeServerMessage([withHead(head, { looks }), ...pictures]),
      (error) => isShortWireError(error) && reason.test(error.message),
    )
  })
}

test('a job with all prompts, seeds and frames that it may have arrives, in the widest letters', () => {
  const texts = Array.from({ length: MAX_PROMPTS }, (_, i) => '海'.repeat(3998) + String(i).padStart(2))
  const looks = Array.from({ length: MAX_FRAMES }, (_, i) => ({
    prompts: texts.map((text) => ({ text, weight: 1 / MAX_PROMPTS })),
    seeds: Array.from({ length: MAX_SEEDS }, (_, k) => ({ seed: 2 ** 32 - 1 - k, weight: Math.sqrt(1 / MAX_SEEDS) })),
    i,
  })).map(({ prompts, seeds }) => ({ prompts, seeds }))
  const frames = looks.map((_, i) => aJobFrame(2 ** 40 + i, { crop: { widthPx: 1000, heightPx: 1000 } }))
  const parameters = { ...aJob().parameters, prompt: texts[0], negativePrompt: '海'.repeat(4000) }
  const job = aJob({ frames, looks, parameters })
  const parts = encodeServerMessage(job)
  assert.deepEqual(plain(decodeServerMessage(parts)), plain(job))
  assert.ok(parts[0].length > MAX_SERVER_HEAD_BYTES * 0.8, `${parts[0].length} bytes: the limit is larger than needed`)
})

test('a full job with the longest prompt in the widest letters arrives', () => {
  const frames = Array.from({ length: MAX_FRAMES }, (_, i) =>
    aJobFrame(2 ** 40 + i, { crop: { widthPx: 1, heightPx: 1 } }),
  )
  const parameters = { ...aJob().parameters, prompt: '海'.repeat(4000) }
  const job = aJob({ frames, parameters })
  assert.deepEqual(plain(decodeServerMessage(encodeServerMessage(job))), plain(job))
})

const hello = encodeWorkerMessage(aHello())[0]
const result = encodeWorkerMessage(aResult())[0]
const manyFrames = Array.from({ length: MAX_FRAMES + 1 }, () => ({ ok: false, fault: 'engine', reason: '' }))
const refused: readonly (readonly [what: string, parts: Parts])[] = [
  ['nothing at all', []],
  ['an empty part', [new Uint8Array()]],
  ['HTTP', [Buffer.from('GET / HTTP/1.1\r\nHost: x\r\n\r\n')]],
  ['a truncated head', [hello.subarray(0, hello.length - 3)]],
  ['a head with bytes behind it', [Buffer.concat([hello, Buffer.from([0xc0])])]],
  ['a number instead of a head', [encode(7)]],
  ['nil instead of a head', [encode(null)]],
  ['a list instead of a head', [encode([1, 2, 3])]],
  ['a type that is not known', [encode({ type: 'shutdown' })]],
  ['a type that is no word', [encode({ type: { a: 1 } })]],
  ['a missing field', [withHead(hello, { workerId: undefined })]],
  ['an empty name', [withHead(hello, { workerId: '' })]],
  ['a name of half a megabyte', [withHead(hello, { workerId: 'x'.repeat(500_000) })]],
  ['a negative count', [withHead(hello, { credits: -1 })]],
  ['more credits than anybody needs', [withHead(hello, { credits: 1e6 })]],
  ['a fraction where a count should be', [withHead(hello, { credits: 1.5 })]],
  [
    'a time that is no number',
    [withHead(result, { times: { waitMs: Number.NaN, decodeMs: 0, transformMs: 0, encodeMs: 0 } })],
  ],
  ['more outcomes than a job can have', [withHead(result, { outcomes: manyFrames })]],
  ['no outcomes', [withHead(result, { outcomes: [] })]],
  ['a map that claims four billion entries', [Buffer.from([0xdf, 0xff, 0xff, 0xff, 0xff])]],
  ['a text that claims four gigabytes', [Buffer.from([0xdb, 0xff, 0xff, 0xff, 0xff])]],
  ['a key that would change every object', [Buffer.from([0x81, 0xa9, ...Buffer.from('__proto__'), 0x80])]],
]

for (const [what, parts] of refused) {
  test(`refused in a short sentence: ${what}`, () => {
    for (const decoded of [decodeWorkerMessage, decodeServerMessage]) {
      assert.throws(() => decoded(parts), isShortWireError)
    }
  })
}

test('a head that is nested without end, or as large as a picture, costs nothing', () => {
  for (const [decoded, most] of [
    [decodeWorkerMessage, MAX_WORKER_HEAD_BYTES],
    [decodeServerMessage, MAX_SERVER_HEAD_BYTES],
  ] as const) {
    for (const bytes of [most, 40 * 2 ** 20]) {
      for (const opening of [0x91, 0x81, 0xc0]) {
        const head = Buffer.alloc(bytes, opening)
        const began = performance.now()
        assert.throws(() => decoded([head]), isShortWireError)
        // unlimited, it takes minutes and gigabytes
        assert.ok(performance.now() - began < 1000, `${Math.round(performance.now() - began)} ms`)
      }
    }
  }
})

test('whatever is done to the bytes of a message, it is understood or refused: nothing else happens', () => {
  const random = seededRandom(20)
  const worker = workerMessages.map(encodeWorkerMessage)
  const server = serverMessages.map(encodeServerMessage)
  for (let i = 0; i < 4000; i++) {
    understoodOrRefused(decodeWorkerMessage, mutated(worker[i % worker.length], random))
    understoodOrRefused(decodeServerMessage, mutated(server[i % server.length], random))
  }
})

/** What was decoded, without the difference between kinds of byte arrays and without keys that hold nothing. */
function plain(message: object): unknown {
  return decode(encode(message, { ignoreUndefined: true }))
}

function withHead(head: Uint8Array, changes: object): Uint8Array {
  return encode({ ...(decode(head) as object), ...changes }, { ignoreUndefined: true })
}

function isShortWireError(error: unknown): error is WireError {
  return error instanceof WireError && error.message.length < 300
}

function understoodOrRefused(decoded: (parts: Parts) => unknown, parts: Parts): void {
  try {
    assert.equal(typeof decoded(parts), 'object')
  } catch (error) {
    if (!isShortWireError(error)) throw error
  }
}

/** Some bytes changed, cut off, put in or moved, parts doubled or left out. */
function mutated(parts: Parts, random: () => number): Parts {
  const [head, ...pictures] = parts.map((part) => Uint8Array.from(part))
  const at = pick(random, head.length)
  const changes = [
    () => head.fill(pick(random, 256), at, at + 1 + pick(random, 4)),
    () => head.subarray(0, at),
    () => Buffer.concat([head.subarray(0, at), Buffer.from([pick(random, 256)]), head.subarray(at)]),
    () => Buffer.concat([head.subarray(0, at), head.subarray(at + 1 + pick(random, 8))]),
    () => Buffer.concat([head, head]),
  ]
  const changed = changes[pick(random, changes.length)]()
  const rest = [pictures, pictures, pictures.slice(1), [...pictures, head]][pick(random, 4)]
  return [changed, ...rest]
}
