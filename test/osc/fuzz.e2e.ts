import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as delay, setImmediate as turn } from 'node:timers/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { commandDescriptions } from '#desk/commands.ts'
import type { Clock } from '#flow/clock.ts'
import { openOsc } from '#osc/openOsc.ts'
import { Drops } from '#telemetry/drops.ts'
import { eventually } from '#test/eventually.ts'
import { pick, seededRandom } from '#test/random.ts'
import { fakeDesk } from './fakeDesk.ts'
import { bundle, double, fader, float, int, long, message, text } from './packets.ts'
import { openUdp } from './udp.ts'

const PACKETS = 20_000
const BATCH = 50
const SEED = 20_261_123

test('20,000 packets of nonsense leave the door open, the show untouched and the memory as it was', async (t) => {
  await using show = await openShow()
  await using sender = await openUdp()
  const random = seededRandom(SEED)
  const weights: number[] = []
  for (let sent = 0; sent < PACKETS; sent += BATCH) {
    await sender.send(show.port, ...Array.from({ length: BATCH }, () => nonsense(random)))
    await arrived(sent, { show, sender })
    show.desk.given.splice(0)
    if (sent % 4000 === 0) weights.push(weight())
  }
  await sender.send(show.port, fader('/strength', 0.123))
  await eventually(() => show.desk.settings.current.strength === 0.123)

  const drops = show.drops.snapshot().osc ?? {}
  t.diagnostic(JSON.stringify({ heapMiB: weights.map((bytes) => Math.round(bytes / 2 ** 20)), drops }))
  assert.equal(drops['a mistake of ours'], undefined)
  assert.equal(drops['more than can be read'], undefined, 'every packet was looked at')
  for (const cause of [
    'no OSC',
    'not a number',
    'unknown address',
    'value of a kind that nobody knows',
    'value not taken',
  ])
    assert.ok((drops[cause] ?? 0) > 100, `${cause}: ${drops[cause]}`)
  assert.ok((drops['too much in one packet'] ?? 0) > 20)
  const growth = (weights.at(-1) ?? 0) - (weights[1] ?? 0)
  assert.ok(growth < 4 * 2 ** 20, `grew by ${growth} bytes`)
})

/** Waits until everything that was sent has been heard: packets to this machine keep their order. */
async function arrived(n: number, { show, sender }: { show: Show; sender: Sender }): Promise<void> {
  await sender.send(show.port, message('/cue/save', 'i', int(n)))
  while (!show.desk.given.some(({ name, args }) => name === 'cue/save' && args[0] === n)) await turn()
}

function nonsense(random: () => number): Buffer {
  const makers = [noise, noise, mutated, mutated, mutated, wrongKinds, nested, huge, strange]
  return makers[pick(random, makers.length)]?.(random) ?? noise(random)
}

function noise(random: () => number): Buffer {
  const start = pick(random, 3) === 0 ? Buffer.from('#bundle\0') : Buffer.alloc(0)
  return Buffer.concat([start, bytes(random, pick(random, pick(random, 40) === 0 ? 20_000 : 200))])
}

/** Something sensible, with some bytes changed, cut off or added. */
function mutated(random: () => number): Buffer {
  const packet = Buffer.from(sensible(random))
  for (let i = pick(random, 5); i >= 0; i--) packet[pick(random, packet.length)] = pick(random, 256)
  if (pick(random, 3) === 0) return packet.subarray(0, pick(random, packet.length))
  return pick(random, 3) === 0 ? Buffer.concat([packet, bytes(random, pick(random, 9))]) : packet
}

function wrongKinds(random: () => number): Buffer {
  const letters = 'ifsbhtdScrmTFNI[]{}q,'
  const kinds = Array.from({ length: pick(random, 12) }, () => letters[pick(random, letters.length)]).join('')
  return message(anAddress(random), kinds, bytes(random, pick(random, 20) * 4))
}

function nested(random: () => number): Buffer {
  let packet = sensible(random)
  for (let depth = pick(random, 14); depth > 0; depth--) {
    const neighbours = Array.from({ length: pick(random, 3) }, () =>
      pick(random, 2) ? sensible(random) : wrongKinds(random),
    )
    packet = bundle(aMoment(random), packet, ...neighbours)
  }
  return packet
}

/** Counts and lengths that are far too large, or less than nothing. */
function huge(random: () => number): Buffer {
  const count = [-1, -(2 ** 31), 2 ** 31 - 1, 65_536, 1_000_000, 0][pick(random, 6)] ?? 0
  const start = Buffer.concat([Buffer.from('#bundle\0'), bytes(random, 8)])
  if (pick(random, 4) === 0) return bundle(undefined, ...Array.from({ length: 1500 }, () => text('/a')))
  if (pick(random, 4) === 0) return message('/prompt', 'T'.repeat(pick(random, 10_000)))
  return pick(random, 2) ? Buffer.concat([start, int(count)]) : message(anAddress(random), 'b', int(count))
}

function strange(random: () => number): Buffer {
  const numbers = [Number.NaN, Number.POSITIVE_INFINITY, -0, 1e38, -1e38, 1e-45, 2 ** 53]
  const number = numbers[pick(random, numbers.length)] ?? 0
  const values = [message(anAddress(random), 'f', float(number)), message(anAddress(random), 'd', double(number * 10))]
  const odd = [
    message(anAddress(random), 'h', long(-(2n ** 63n))),
    message(anAddress(random), 's', text('\u0001\u001b[2J狐')),
  ]
  return (
    [...values, ...odd, message('/__proto__', 's', text('x')), message('/cue/constructor')][pick(random, 6)] ?? int(0)
  )
}

function sensible(random: () => number): Buffer {
  const address = anAddress(random)
  if (pick(random, 3) === 0) return message(address, 'sf', text('a red fox'), float(random()))
  return pick(random, 2) ? fader(address, random() * 10) : message(address)
}

function anAddress(random: () => number): string {
  const name = commandDescriptions[pick(random, commandDescriptions.length)]?.name ?? ''
  const address = `/${name.replace(/N$/, String(pick(random, 12))).replace('NAME', 'one')}`
  return pick(random, 6) === 0 ? `${address.slice(0, -1)}${String.fromCodePoint(33 + pick(random, 9000))}` : address
}

function aMoment(random: () => number): number | undefined {
  const ahead = [undefined, -1e9, -5, 3, 50, 20_000, 1e9, 1e12][pick(random, 8)]
  return ahead === undefined ? undefined : Date.now() + ahead
}

function bytes(random: () => number, length: number): Buffer {
  return Buffer.from(Array.from({ length }, () => (pick(random, 3) === 0 ? 0 : pick(random, 256))))
}

/** What is in use after tidying up. */
function weight(): number {
  setFlagsFromString('--expose-gc')
  const tidy = runInNewContext('gc') as () => void
  tidy()
  return process.memoryUsage().heapUsed + process.memoryUsage().arrayBuffers
}

type Show = Awaited<ReturnType<typeof openShow>>
type Sender = Awaited<ReturnType<typeof openUdp>>

async function openShow() {
  const [desk, drops] = [fakeDesk(), new Drops()]
  const log = { info() {}, warn() {}, error() {} }
  const osc = await openOsc({
    ...{ host: '127.0.0.1', port: 0, feedback: '', allow: '', hasToken: false, desk, drops, clock: hurried, log },
  })
  return { desk, drops, port: osc.port, [Symbol.asyncDispose]: () => osc[Symbol.asyncDispose]() }
}

/** A clock that runs a thousand times too fast, so that no limit on rates keeps a packet from being read. */
const hurried: Clock = {
  now: () => performance.now() * 1000,
  wallMs: () => Date.now(),
  async until(mono, signal) {
    const ms = mono / 1000 - performance.now()
    if (ms > 0 && !signal?.aborted) await delay(ms, undefined, signal ? { signal } : {}).catch(() => undefined)
  },
}
