import assert from 'node:assert/strict'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import type { Status } from '#telemetry/status.ts'
import { openAudience } from '#test/audience.ts'
import { eventually } from '#test/eventually.ts'
import { freePorts } from '#test/freePorts.ts'
import { calm } from '#test/liveShow.ts'
import { halves, writePictures } from '#test/pictureFolder.ts'
import { startSolo } from '#test/running.ts'
import { temporaryFolder } from '#test/temporaryFolder.ts'

/** Nobody who watches takes less than this for a break. */
const GAP_MS = 500
const timeout = 60_000

test('from the test pattern to a folder and back over HTTP: the audience sees no gap', { timeout }, async (t) => {
  const show = await playing(t)
  await calm(show)
  const sinceMs = performance.now()

  await show.patch({ mode: 'video', directory: show.clip })
  // dark on the left, light on the right
  await show.audience.next(({ jpeg }) => halves(jpeg).left < 40 && halves(jpeg).right > 200)
  const { source } = await show.statusWhen(({ source }) => source.name.startsWith('folder'))
  assert.deepEqual([source.isHealthy, source.length], [true, 20])

  await show.patch({ mode: 'pattern' })
  await show.statusWhen(({ source }) => source.name === 'test pattern')
  await show.audience.next(({ jpeg }) => halves(jpeg).left > 40)
  assert.ok(show.audience.largestGapMs(sinceMs) < GAP_MS, `${show.audience.largestGapMs(sinceMs)} ms`)
  const timestamps = show.audience.seen.map(({ timestamp }) => timestamp)
  assert.deepEqual(
    timestamps,
    timestamps.toSorted((a, b) => a - b),
  )
  const { frames, health } = await show.status()
  assert.deepEqual([frames.failed, health.status], [0, 'online'])
  assert.doesNotMatch(show.solo.said(), /\n\s+at |error/i)
})

test('a source that cannot be had is told, and the pictures go on', { timeout }, async (t) => {
  const show = await playing(t)
  await calm(show)
  const sinceMs = performance.now()
  // without --input there is no address to listen to
  await show.patch({ mode: 'zmq' })
  const { source } = await show.statusWhen(({ source }) => !source.isHealthy)
  assert.equal(source.name, 'test pattern')
  assert.match(source.problem ?? '', /--input cannot be "".*The one before keeps playing\./)
  await show.patch({ mode: 'pattern' })
  await show.statusWhen(({ source }) => source.isHealthy)
  assert.ok(show.audience.largestGapMs(sinceMs) < GAP_MS, `${show.audience.largestGapMs(sinceMs)} ms`)
})

test('a frozen picture stays while the numbers go on', { timeout }, async (t) => {
  const show = await playing(t)
  await calm(show)
  const sinceMs = performance.now()
  await show.patch({ freeze: true })
  const bytes = ({ jpeg }: { jpeg: Uint8Array }) => Buffer.from(jpeg).toString('base64')
  await eventually(() => new Set(show.audience.seen.slice(-10).map(bytes)).size === 1, { what: 'a frozen picture' })
  assert.equal(new Set(show.audience.seen.slice(-10).map(({ index }) => index)).size, 10)
  assert.equal((await show.status()).health.status, 'online')
  await show.patch({ freeze: false })
  await eventually(() => new Set(show.audience.seen.slice(-5).map(bytes)).size === 5, { what: 'pictures that move' })
  assert.ok(show.audience.largestGapMs(sinceMs) < GAP_MS, `${show.audience.largestGapMs(sinceMs)} ms`)
})

async function playing(t: TestContext) {
  const dataRoot = temporaryFolder(t)
  const clip = join(dataRoot, 'clip')
  writePictures(clip)
  const ports = await freePorts()
  const closing = new AsyncDisposableStack()
  t.after(() => closing.disposeAsync())
  const audience = closing.use(openAudience(ports.output))
  const flags = ['--mode', 'pattern', '--engine', 'passthrough', '--resolution', '160', '--data-root', dataRoot]
  const solo = closing.use(startSolo(ports, flags))
  await audience.next(undefined, 15_000)
  const url = `http://127.0.0.1:${ports.settings}`
  await eventually(() => fetch(`${url}/healthz`), { withinMs: 10_000 })
  const status = async () => (await (await fetch(`${url}/api/status`)).json()) as Status
  return {
    ...{ audience, solo, status, clip },
    async patch(settings: object) {
      const headers = { 'content-type': 'application/json' }
      const answer = await fetch(`${url}/api/settings`, { method: 'PATCH', headers, body: JSON.stringify(settings) })
      assert.equal(answer.status, 200, await answer.clone().text())
    },
    statusWhen: (isWanted: (status: Status) => boolean) =>
      eventually(async () => {
        const now = await status()
        return isWanted(now) ? now : undefined
      }),
  }
}
