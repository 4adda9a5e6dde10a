import assert from 'node:assert/strict'
import { test } from 'node:test'
import { decode, encode, Message } from 'node-osc'
import { encodeMessage } from '#osc/encodeMessage.ts'
import { OscRefusal } from '#osc/oscRefusal.ts'
import { readPacket } from '#osc/readPacket.ts'
import { bundle, double, fader, float, int, long, message, text } from './packets.ts'

const HOUR_MS = 3_600_000

test('the bytes that TouchDesigner sends for one channel are a message', () => {
  const bytes = Buffer.from('/strength\0\0\0,f\0\0\x3f\x00\x00\x00', 'latin1')
  assert.deepEqual(readPacket(bytes), [{ messages: [{ address: '/strength', args: [0.5] }], refusals: [] }])
})

test('values are read as a person means them', () => {
  assert.deepEqual(argsOf('f', float(0.3)), [0.3])
  assert.deepEqual(argsOf('f', float(100.1)), [100.1])
  assert.deepEqual(argsOf('f', float(1e-7)), [1e-7])
  assert.deepEqual(argsOf('d', double(0.1)), [0.1])
  assert.deepEqual(argsOf('ih', int(-3), long(4_000_000_000n)), [-3, 4_000_000_000])
  assert.deepEqual(argsOf('TF'), [true, false])
  assert.deepEqual(argsOf('sS', text('a fox'), text('in snow')), ['a fox', 'in snow'])
  assert.deepEqual(argsOf('c', int(65)), ['A'])
  assert.deepEqual(argsOf('NI'), [], 'nothing and a bang are messages without a value')
  assert.deepEqual(argsOf('[i[i]]', int(1), int(2)), [1, 2], 'lists are flattened')
})

test('every float is read as a number that is the same float', () => {
  for (const value of [0, 1, 16_777_217, 3.4e38, 1.4e-45, 1 / 3, -2.5, 0.7, 100.1]) {
    const [read] = argsOf('f', float(value))
    assert.equal(Math.fround(Number(read)), Math.fround(value))
  }
})

test('text may be in any script, and in the single bytes of older programs', () => {
  assert.deepEqual(argsOf('s', text('ein Fuchs im Grünen, 狐')), ['ein Fuchs im Grünen, 狐'])
  assert.deepEqual(argsOf('s', Buffer.from('caf\xe9\0\0\0\0', 'latin1')), ['café'])
})

test('a message may come without kinds, and without the padding of its last text', () => {
  assert.deepEqual(readPacket(text('/dice'))[0]?.messages, [{ address: '/dice', args: [] }])
  const short = Buffer.concat([text('/prompt'), text(',s'), Buffer.from('fox in snow!\0')])
  assert.deepEqual(readPacket(short)[0]?.messages[0]?.args, ['fox in snow!'])
})

test('what means nothing to a show is refused with a reason', () => {
  refused(message('/strength', 'f', float(Number.NaN)), 'not a number', /NaN/)
  refused(message('/strength', 'f', float(Number.POSITIVE_INFINITY)), 'not a number', /Infinity/)
  refused(message('/strength', 'd', double(Number.NEGATIVE_INFINITY)), 'not a number', /Infinity/)
  refused(message('/strength', 'b', int(4), int(0)), 'value of a kind that nobody knows', /a blob/)
  refused(message('/strength', 'q', int(4)), 'value of a kind that nobody knows', /"q"/)
  refused(message('/strength', 'c', int(-1)), 'value of a kind that nobody knows', /letter/)
  refused(message('/strength', 'f'), 'no OSC', /ends in the middle/)
  refused(message('/strength', 's', Buffer.from('abcd')), 'no OSC', /no end/)
  refused(message('strength', 'f', float(0)), 'no OSC', /address/)
  refused(Buffer.concat([text('/strength'), text('f'), float(0)]), 'no OSC', /kind/)
  refused(Buffer.alloc(0), 'no OSC', /no end/)
  refused(message(`/${'a'.repeat(300)}`), 'too much in one packet', /far too long/)
  refused(message('/prompt', 'T'.repeat(3000)), 'too much in one packet', /3000 values/)
})

test('in a bundle, one bad message leaves the others as they are', () => {
  const bad = message('/seed', 'f', float(Number.NaN))
  const [found] = readPacket(bundle(undefined, fader('/strength', 0.5), bad, fader('/opacity', 1)))
  assert.deepEqual(
    found?.messages.map(({ address }) => address),
    ['/strength', '/opacity'],
  )
  assert.deepEqual(
    found?.refusals.map(({ kind }) => kind),
    ['not a number'],
  )
})

test('a bundle is for its moment, to a fraction of a millisecond, before and after 2036', () => {
  for (const atMs of [1_700_000_000_123.25, Date.UTC(2036, 1, 7) + 0.5, Date.UTC(2040, 5, 1)]) {
    const [found] = readPacket(bundle(atMs, fader('/strength', 0.5)))
    assert.ok(Math.abs((found?.atMs ?? 0) - atMs) < 0.001, `${found?.atMs} is not ${atMs}`)
  }
  assert.equal(readPacket(bundle(undefined, fader('/strength', 0.5)))[0]?.atMs, undefined)
})

test('bundles in bundles keep their order and wait at least as long as the bundle around them', () => {
  const now = 1_700_000_000_000
  const inner = [
    bundle(undefined, fader('/a', 1)),
    bundle(now + HOUR_MS, fader('/b', 1)),
    bundle(now - 1, fader('/c', 1)),
  ]
  const found = readPacket(bundle(now, fader('/first', 1), ...inner, fader('/last', 1)))
  const times = found.map(({ atMs, messages }) => [atMs, messages.map(({ address }) => address).join()])
  assert.deepEqual(times, [
    [now, '/first,/a'],
    [now + HOUR_MS, '/b'],
    [now, '/c,/last'],
  ])
})

test('bundles that are too deep, too full, or cut off are refused as a whole', () => {
  let deep = fader('/strength', 1)
  for (let i = 0; i < 9; i++) deep = bundle(undefined, deep)
  refused(deep, 'too much in one packet', /8 deep/)
  let deepest: Buffer = Buffer.alloc(0)
  for (let i = 0; i < 3000; i++) deepest = bundle(undefined, deepest)
  refused(deepest, 'too much in one packet', /8 deep/)
  refused(
    bundle(undefined, ...Array.from({ length: 1001 }, () => text('/a'))),
    'too much in one packet',
    /1000 messages/,
  )
  refused(bundle(undefined, fader('/strength', 1)).subarray(0, 30), 'no OSC', /ends in the middle/)
  refused(Buffer.concat([bundle(undefined), int(-8)]), 'no OSC', /shorter than nothing/)
  refused(Buffer.from('#bundle\0'), 'no OSC', /ends in the middle/)
})

test('another implementation writes what is read here, and reads what is written here', () => {
  const written = encode(new Message('/blend', 'a fox', 'a whale', 0.25, 3, true))
  assert.deepEqual(readPacket(written)[0]?.messages, [{ address: '/blend', args: ['a fox', 'a whale', 0.25, 3, true] }])
  const values = [
    { tag: 's', value: 'grün' },
    { tag: 'f', value: 1 },
    { tag: 'i', value: -7 },
    { tag: 'T', value: true },
  ] as const
  const read = decode(encodeMessage('/a/b', values)) as unknown as { address: string; args: { value: unknown }[] }
  assert.equal(read.address, '/a/b')
  assert.deepEqual(
    read.args.map(({ value }) => value),
    ['grün', 1, -7, true],
  )
})

function argsOf(kinds: string, ...values: readonly Buffer[]) {
  return readPacket(message('/a', kinds, ...values))[0]?.messages[0]?.args ?? []
}

function refused(bytes: Buffer, kind: OscRefusal['kind'], reason: RegExp): void {
  assert.throws(
    () => readPacket(bytes),
    (error) => error instanceof OscRefusal && error.kind === kind && reason.test(error.message),
    `${kind} ${reason}`,
  )
}
