import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { type FiledPulse, openPulseFile } from '#app/pulseFile.ts'
import { silentLog } from '#telemetry/log.ts'
import { eventually } from '#test/eventually.ts'
import { manualClock } from '#test/manualClock.ts'
import { temporaryFolder } from '#test/temporaryFolder.ts'

test('a worker writes every second how it is, and leaves nothing behind when it ends', async (t) => {
  const { clock, path, options } = setting(t)
  let status = 'loading the engine'
  const file = await openPulseFile({ ...options, pulse: () => ({ isWell: true, isLinked: false, status }) })
  assert.deepEqual(await written(path, clock.wallMs()), {
    ...{ atMs: clock.wallMs(), isWell: true, isLinked: false },
    status: 'loading the engine',
  })
  status = 'working for the server'
  await clock.advance(1000)
  assert.equal((await written(path, clock.wallMs())).status, 'working for the server')
  await file[Symbol.asyncDispose]()
  await file[Symbol.asyncDispose]()
  assert.deepEqual(readdirSync(join(path, '..')), [])
})

test('a pulse file that cannot be written is said once and harms nothing', async (t) => {
  const { clock, options } = setting(t)
  const warnings: string[] = []
  const log = { ...silentLog, warn: (message: string) => warnings.push(message) }
  const path = join(options.path, 'not', 'there')
  const file = await openPulseFile({ ...options, log, path })
  await eventually(() => warnings.length)
  await clock.advance(5000)
  await file[Symbol.asyncDispose]()
  assert.equal(warnings.length, 1)
  assert.match(warnings[0] ?? '', /^The pulse file .* cannot be written: /)
})

test('without a path there is no pulse file', async (t) => {
  const { options } = setting(t)
  const file = await openPulseFile({ ...options, path: '', pulse: () => assert.fail('asked') })
  await file[Symbol.asyncDispose]()
})

function setting(t: TestContext) {
  const clock = manualClock()
  const path = join(temporaryFolder(t), 'pulse.json')
  const pulse = () => ({ isWell: true, isLinked: true, status: 'well' })
  const signal = new AbortController().signal
  return { clock, path, options: { clock, path, pulse, signal, log: silentLog, environment: {} } }
}

/** What the file says that was written at this moment. */
function written(path: string, atMs: number): Promise<FiledPulse> {
  return eventually(() => {
    const pulse: FiledPulse | undefined = existsSync(path) && JSON.parse(readFileSync(path, 'utf8'))
    return pulse?.atMs === atMs ? pulse : undefined
  })
}
