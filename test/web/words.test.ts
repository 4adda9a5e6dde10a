import assert from 'node:assert/strict'
import { test } from 'node:test'
import { defaultSettings } from '#settings/schema.ts'
import type { Status } from '#telemetry/status.ts'
import { nothingYet, type Server } from '../../web/src/server.ts'
import { badgesOf, deviceInWords, dropsInWords, healthInWords, partsOf, problemInWords } from '../../web/src/words.ts'

const well = { isHealthy: true }
const service = { isOn: false, isHealthy: true }

test('the first thing to mend is said first', () => {
  assert.match(problemInWords({ ...nothingYet, isConnected: false }, false) ?? '', /Reconnecting/)
  assert.match(problemInWords(server({ workers: [] }), true) ?? '', /No worker/)
  const unplugged = { name: 'camera 0', isHealthy: false, problem: 'The camera was unplugged.' }
  assert.match(problemInWords(server({ source: unplugged }), true) ?? '', /unplugged/)
  assert.equal(problemInWords(server({}), true), undefined)
  assert.match(problemInWords(server({}), false) ?? '', /first picture/)
})

test('health is a word or two', () => {
  assert.equal(healthInWords(nothingYet), 'Not connected')
  assert.equal(healthInWords(server({})), 'All is well')
})

test('what the picture is not gets a badge', () => {
  const settings = { ...defaultSettings, freeze: true, passthrough: true }
  const badges = badgesOf({ ...server({}), settings }).join()
  assert.match(badges, /frozen/)
  assert.match(badges, /passthrough/)
})

test('services are parts of the server while they are on', () => {
  const names = (status: Status) => partsOf(status).map(({ name }) => name)
  const { status } = server({
    show: { prompts: [], seeds: [], translation: { ...service, isOn: true }, safety: service },
  })
  assert.deepEqual(names(status as Status), ['Input', 'Inference', 'Output', 'Translation'])
})

test('the most drops come first', () => {
  const drops = { viewer: { slow: 2 }, source: { newer: 5, late: 1 } }
  assert.deepEqual(
    dropsInWords({ drops }).map(({ count }) => count),
    [5, 2, 1],
  )
})

test('a graphics card is called by what tells it from others', () => {
  assert.equal(deviceInWords('NVIDIA GeForce RTX 4090'), 'RTX 4090')
  assert.equal(deviceInWords('cpu'), 'cpu')
})

function server(changes: Partial<Status>): Server {
  const worker = { id: 'a', engine: 'diffusion', device: 'cpu', state: 'ready' }
  const status = {
    health: { status: 'online', parts: { input: well, inference: well, output: well } },
    source: { name: 'data/frames', isHealthy: true },
    workers: [worker],
    drops: {},
    ...changes,
  }
  return { ...nothingYet, isConnected: true, status: status as unknown as Status }
}
