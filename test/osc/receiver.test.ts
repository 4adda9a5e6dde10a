import assert from 'node:assert/strict'
import { test } from 'node:test'
import { OperatorError } from '#errors/operatorError.ts'
import { allowedSenders } from '#osc/allowedSenders.ts'
import { Carrier } from '#osc/carrier.ts'
import { Complaints } from '#osc/complaints.ts'
import { Receiver } from '#osc/receiver.ts'
import { Drops } from '#telemetry/drops.ts'
import { manualClock } from '#test/manualClock.ts'
import { fakeDesk } from './fakeDesk.ts'
import { bundle, fader, float, int, message, text } from './packets.ts'

const ADA = '10.0.0.3'

test('every live setting and every action is an address, in any spelling', async () => {
  const show = door()
  for (const address of ['/strength', '/STRENGTH/', '/i2i/strength', '//strength', '/num_inference_steps', '/steps']) {
    show.hear(fader(address, 1))
    await show.pass(1000)
  }
  show.hear(fader('/numInferenceSteps', 2))
  await show.pass(1000)
  const names = ['strength', 'STRENGTH', 'strength', 'strength', 'num_inference_steps', 'steps', 'numInferenceSteps']
  assert.deepEqual(
    show.desk.given.map(({ name }) => name),
    names,
  )
  assert.equal(show.desk.settings.current.strength, 1)
  assert.equal(show.desk.settings.current.numInferenceSteps, 2)
  assert.deepEqual(show.lines, [])
})

test('prompts, blends, cues and buttons come with all their arguments', async () => {
  const show = door()
  show.hear(message('/prompt', 'ssi', text('a'), text('fox'), int(7)))
  show.hear(message('/prompt/1', 's', text('a whale')))
  show.hear(message('/blend', 'iif', int(0), int(1), float(0.3)))
  show.hear(message('/mode', 's', text('soft')))
  show.hear(message('/cue', 's', text('Abendrot')))
  show.hear(fader('/cue/Abendrot', 1))
  show.hear(message('/dice'))
  await show.pass(5)
  const said = [
    'prompt a fox 7',
    'prompt/1 a whale',
    'blend 0 1 0.3',
    'mode soft',
    'cue Abendrot',
    'cue/Abendrot 1',
    'dice',
  ]
  assert.deepEqual(show.desk.said, said)
})

test('the desk hears who it was, and brings numbers into their range', async () => {
  const show = door()
  show.hear(fader('/strength', 7))
  await show.pass(0)
  assert.deepEqual(show.desk.given[0]?.touch, { by: `osc ${ADA}`, isOperator: false, clamp: true })
  assert.equal(show.desk.settings.current.strength, 1)
})

test('of a fader only the newest value within five milliseconds counts, and other addresses keep their order', async () => {
  const show = door()
  show.hear(fader('/opacity', 1))
  await show.pass(0)
  for (let i = 1; i <= 100; i++) show.hear(fader('/strength', i / 100))
  show.hear(fader('/seed', 5))
  show.hear(fader('/strength', 0.25))
  await show.pass(5)
  assert.deepEqual(show.desk.said, ['opacity 1', 'seed 5', 'strength 0.25'])
  assert.equal(show.drops.total('osc', 'newer value came'), 100)
})

test('a button between two values of a fader is pressed between them', async () => {
  const show = door()
  show.hear(fader('/opacity', 1))
  await show.pass(0)
  show.hear(fader('/strength', 0.1))
  show.hear(message('/cue/save', 's', text('one')))
  show.hear(fader('/strength', 0.2))
  show.hear(message('/undo'), message('/undo'))
  await show.pass(5)
  assert.deepEqual(show.desk.said.slice(1), ['strength 0.1', 'cue/save one', 'strength 0.2', 'undo', 'undo'])
})

test('a button that is sent in every frame while it is held is pressed once', async () => {
  const show = door()
  for (const value of [1, 1, 1, 1, 0, 0, 1, 1]) {
    show.hear(fader('/dice', value))
    await show.pass(33)
  }
  assert.deepEqual(show.desk.said, ['dice 1', 'dice 0', 'dice 1'])
  await show.pass(1000)
  show.hear(fader('/dice', 1))
  await show.pass(0)
  assert.equal(show.desk.said.length, 4)
})

test('a fader that is sent in every frame but not moved does not fight with those that are', async () => {
  const show = door()
  for (let i = 0; i < 60; i++) {
    if (i === 30) show.desk.settings.set('strength', 0.9, { by: 'http' })
    show.hear(fader('/strength', 0.5))
    await show.pass(16)
  }
  assert.equal(show.desk.settings.current.strength, 0.9)
  assert.equal(show.drops.total('osc', 'said again and again'), 56)
  show.hear(fader('/strength', 0.6))
  await show.pass(16)
  assert.equal(show.desk.settings.current.strength, 0.6)
})

test('an address that nobody knows is counted, and said once with the nearest name', async () => {
  const show = door()
  for (let i = 0; i < 500; i++) {
    show.hear(fader('/strenght', i / 500))
    await show.pass(10)
  }
  assert.equal(show.drops.total('osc', 'unknown address'), 500)
  assert.deepEqual(show.lines, [`OSC from ${ADA}: There is no command "strenght". Did you mean strength?`])
})

test('many different mistakes leave the log readable, and it says how many were not written', async () => {
  const show = door()
  for (let i = 0; i < 1000; i++) {
    show.hear(message(`/unknown${i}`))
    await show.pass(10)
  }
  assert.equal(show.drops.total('osc', 'unknown address'), 1000)
  assert.ok(show.lines.length > 10 && show.lines.length < 17, `${show.lines.length} lines in ten seconds`)
  assert.match(show.lines.at(-1) ?? '', /\(\d\d more complaints about OSC not written\)$/)
})

test('what the desk refuses is counted and said, and the next message is carried out', async () => {
  const show = door()
  show.hear(message('/strength', 's', text('lots')))
  show.hear(message('/cue', 's', text('nowhere')))
  show.hear(message('/prompt', 's', text('bad')))
  show.hear(fader('/seed', 3))
  await show.pass(5)
  assert.equal(show.desk.settings.current.seed, 3)
  assert.equal(show.drops.total('osc', 'value not taken'), 1)
  assert.equal(show.drops.total('osc', 'not carried out'), 2)
  assert.match(show.lines.join('\n'), /\/strength: strength cannot be "lots"\. Give a number from 0 to 1\./)
  assert.match(show.lines.join('\n'), /\/cue: There is no cue nowhere\. Save it first\./)
  assert.match(show.lines.join('\n'), /\/prompt: the desk itself is broken/)
})

test('a bundle for later waits for its moment, and is then carried out together, at that moment', async () => {
  const show = door()
  show.hear(bundle(show.clock.wallMs() + 400, fader('/strength', 0.1), fader('/seed', 9)))
  show.hear(bundle(show.clock.wallMs() + 200, fader('/opacity', 0.5)))
  await show.pass(199)
  assert.deepEqual(show.desk.said, [])
  await show.pass(1)
  assert.deepEqual(show.desk.said, ['opacity 0.5'])
  await show.pass(200)
  assert.deepEqual(show.desk.said, ['opacity 0.5', 'strength 0.1', 'seed 9'])
  const moments = show.desk.given.map(({ touch }) => Math.round(touch.atMono ?? 0))
  assert.deepEqual(moments, [200, 400, 400])
})

test('a bundle for now or for the past is carried out at once', async () => {
  const show = door()
  show.hear(bundle(undefined, fader('/strength', 0.1)), bundle(show.clock.wallMs() - 90_000, fader('/seed', 9)))
  await show.pass(5)
  assert.deepEqual(show.desk.said, ['strength 0.1', 'seed 9'])
  assert.equal(show.desk.given[1]?.touch.atMono, undefined)
})

test('a bundle that is more than a minute ahead is left out, and it is said why', async () => {
  const show = door()
  show.hear(bundle(show.clock.wallMs() + 3_600_000, fader('/strength', 0.1), fader('/seed', 1)))
  await show.pass(5_000_000)
  assert.deepEqual(show.desk.said, [])
  assert.equal(show.drops.total('osc', 'too far ahead'), 2)
  assert.match(show.lines[0] ?? '', /from 10\.0\.0\.3 is for a moment in 3600 s, which is too far ahead\. Is the clock/)
})

test('a program whose clock is wrong and which puts a time on everything is heard after a few messages', async () => {
  const show = door()
  for (let i = 1; i <= 10; i++) {
    show.hear(bundle(show.clock.wallMs() + 600_000, fader('/strength', i / 10)))
    await show.pass(300)
  }
  assert.deepEqual(show.desk.said, ['strength 0.6', 'strength 0.7', 'strength 0.8', 'strength 0.9', 'strength 1'])
  assert.match(
    show.lines.at(-1) ?? '',
    /^OSC: the clock of 10\.0\.0\.3 is 600 s ahead\. What it sends is carried out at once\./,
  )
  show.hear(bundle(show.clock.wallMs() + 500, fader('/strength', 0)))
  await show.pass(499)
  assert.equal(show.desk.said.length, 5, 'a clock that was set is believed again')
})

test('at most a thousand messages wait for their moment', async () => {
  const show = door()
  const many = (n: number) => Array.from({ length: n }, (_, i) => message('/prompt', 'i', int(i)))
  for (let i = 0; i < 12; i++) show.hear(bundle(show.clock.wallMs() + 1000 + i * 1000, ...many(90)))
  assert.equal(show.drops.total('osc', 'too much waits for its moment'), 90)
  await show.pass(20_000)
  assert.equal(show.desk.said.length, 990)
})

test('whoever is not allowed is counted and not heard, and who is allowed is no operator', async () => {
  const show = door({ allow: '10.0.0.0/30', hasToken: true })
  show.hearFrom('10.0.0.9', fader('/strength', 0.1))
  show.hearFrom('10.0.0.3', fader('/strength', 0.2))
  await show.pass(5)
  assert.deepEqual(show.desk.said, ['strength 0.2'])
  assert.equal(show.desk.given[0]?.touch.isOperator, false)
  assert.equal(show.drops.total('osc', 'sender not allowed'), 1)
  assert.deepEqual(show.lines, ['OSC from 10.0.0.9 is not heard: it is heard from 10.0.0.0/30.'])
})

test('a flood of one machine leaves room for another, and no more is carried out than is good', async () => {
  const show = door()
  let mad = 0
  for (let ms = 0; ms < 1000; ms++) {
    for (let i = 0; i < 30; i++) show.hear(message('/cue/save', 'i', int(mad++)))
    if (ms % 100 === 0) show.hearFrom('10.0.0.7', fader('/strength', ms / 1000))
    await show.clock.advance(1)
  }
  assert.ok(show.desk.said.length <= 4200, `${show.desk.said.length} commands in a second`)
  assert.ok(show.drops.total('osc', 'more than can be read') > 10_000)
  await show.pass(2000)
  assert.equal(show.desk.settings.current.strength, 0.9)
  assert.ok(show.lines.length < 10, 'and the log stays readable')
})

test('somebody may ask for all values', () => {
  const show = door()
  show.hear(message('/sync'), message('/i2i/feedback', 'i', int(1)))
  assert.equal(show.synced(), 2)
})

function door({ allow = '', hasToken = false } = {}) {
  const clock = manualClock()
  const drops = new Drops()
  const lines: string[] = []
  const say = (line: string) => void lines.push(line)
  const log = { info: say, warn: say, error: say }
  const desk = fakeDesk()
  const { signal } = new AbortController()
  const complaints = new Complaints({ log, drops, now: () => clock.now() })
  const carrier = new Carrier({ desk: stubborn(desk), complaints, clock, signal })
  let synced = 0
  const onSync = () => void synced++
  const senders = allowedSenders({ allow, hasToken })
  const receiver = new Receiver({ senders, carrier, complaints, onSync, clock, signal })
  const hearFrom = (address: string, ...packets: Buffer[]) => {
    for (const packet of packets) receiver.receive(packet, address)
  }
  const hear = (...packets: Buffer[]) => hearFrom(ADA, ...packets)
  return { clock, drops, lines, desk, hear, hearFrom, pass: (ms: number) => clock.advance(ms), synced: () => synced }
}

/** A desk that has no cue `nowhere` and breaks at the prompt `bad`. */
function stubborn(desk: ReturnType<typeof fakeDesk>): Pick<typeof desk, 'command'> {
  return {
    async command(name, args, touch) {
      if (args[0] === 'nowhere') throw new OperatorError('CUE_UNKNOWN', 'There is no cue nowhere.', 'Save it first.')
      if (args[0] === 'bad') throw new TypeError('the desk itself is broken')
      return await desk.command(name, args, touch)
    },
  }
}
