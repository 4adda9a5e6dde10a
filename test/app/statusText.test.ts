import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fullStatusAnswer } from '#app/statusAnswer.ts'
import { duration, healthSentence, statusText } from '#app/statusText.ts'
import { fakeStatus } from '#test/fakeStatus.ts'

test('a status is a page that can be read from the other side of the room', () => {
  const text = statusText(fullStatusAnswer.parse(fakeStatus({ drops: { door: { 'workers are busy': 7 } } })), '0.1.0')
  assert.deepEqual(text.split('\n'), [
    'health     online',
    'source     data/frames (picture 3 of 60)',
    'rate       30.0 fps in, 30.0 to the workers, 30.0 out',
    'delay      40 ms behind the capture',
    'latency    48 ms usual, 60 ms in 1 of 20, 75 ms in 1 of 100',
    'prompt     a cat',
    'dropped    7 door: workers are busy',
    'recording  none',
    'server     i2i 0.1.0, up for 12 s',
    'workers    1',
    '  atelier-7f3a  preview  ready  30.0 fps  60 % busy  31 ms  cpu',
  ])
})

test('a show that is not well tells which part, since when and why', () => {
  const parts = { input: { isHealthy: true }, inference: { isHealthy: false, problem: 'No worker is connected.' } }
  assert.equal(
    healthSentence({ status: 'degraded', sinceMs: 0, parts }, 300_000),
    'degraded for 5 min: inference: No worker is connected.',
  )
})

test('a worker with a graphics card and an error tells both', () => {
  const [worker] = fakeStatus().workers
  const workers = [
    { ...worker, gpu: { name: 'x', use: 0.5, temperatureC: 61.4 }, failures: 3, lastError: 'out of memory' },
  ]
  const text = statusText(fullStatusAnswer.parse(fakeStatus({ workers: workers as never })), '9.9.9')
  assert.match(text, /GPU 50 % {2}61 °C {2}3 failed {2}cpu\n {2}atelier-7f3a, last error: out of memory$/)
  assert.match(text, /i2i 0\.1\.0 \(this command: 9\.9\.9\)/)
})

test('what a server says cannot move the cursor', () => {
  const answer = fullStatusAnswer.parse(fakeStatus({ source: { name: 'a\x1b[2Jb', isHealthy: true } }))
  assert.equal(statusText(answer, '').includes('\x1b'), false)
})

test('a recording, and one that has ended by itself', () => {
  const recording = { isOn: true, file: 'a.mkv', seconds: 65, pictures: 9, dropped: 2, bytes: 5, freeBytes: 2e9 }
  const lineOf = (changes: object) =>
    /^recording.*$/m.exec(
      statusText(fullStatusAnswer.parse(fakeStatus({ recording: { ...recording, ...changes } })), ''),
    )?.[0]
  assert.match(lineOf({}) ?? '', /a\.mkv, 1 min, 2 pictures dropped, .* free/)
  assert.equal(lineOf({ isOn: false, problem: 'The disk is full.' }), 'recording  ended by itself: The disk is full.')
})

for (const [seconds, said] of [
  [4.9, '4 s'],
  [300, '5 min'],
  [12_000, '3 h 20 min'],
  [1_051_200, '12 d 4 h'],
] as const) {
  test(`${seconds} s are told as ${said}`, () => assert.equal(duration(seconds), said))
}
