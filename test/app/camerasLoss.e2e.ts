import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import type { Status } from '#telemetry/status.ts'
import { openAudience } from '#test/audience.ts'
import { eventually } from '#test/eventually.ts'
import { freePorts } from '#test/freePorts.ts'
import { openPaintedScreen } from '#test/paintedScreen.ts'
import { halves } from '#test/pictureFolder.ts'
import { isRunning, residentBytesOf } from '#test/processTable.ts'
import { startSolo } from '#test/running.ts'
import { skipWithout } from '#test/systemPrograms.ts'

const skip = skipWithout('ffmpeg', 'xvfb')
const size = { widthPx: 320, heightPx: 240 }
const half = { widthPx: 160, heightPx: 240 }

test('a camera that is lost and comes back, again and again: the last picture stays, and nothing is left behind', {
  skip,
  timeout: 60_000,
}, async (t) => {
  const show = await openCameraShow(t)
  let screen = await show.plugIn()
  screen.paint([20, 220], half)
  // dark on the left, light on the right: the crop takes the middle, and mirroring exchanges the sides
  await show.until(({ left, right, widthPx, heightPx }) => left > 180 && right < 60 && widthPx === 2 * heightPx)
  const family = show.solo.family().length
  const rss = () => show.solo.family().reduce((sum, pid) => sum + residentBytesOf(pid), 0)
  const before = { family, rss: rss() }

  for (const [left, right] of [
    [220, 20],
    [20, 220],
    [220, 20],
  ]) {
    const sinceMs = performance.now()
    process.kill(screen.pid, 'SIGKILL')
    const lost = await show.statusWhen(({ health }) => health.status === 'degraded')
    assert.match(lost.source.problem ?? '', /camera x11grab::\d+ .*; opening it again\. The last picture stays\./)
    const recent = () => show.audience.seen.slice(-5)
    await eventually(() => new Set(recent().map(({ index }) => index)).size === 1, { what: 'a picture that stays' })
    assert.equal(new Set(recent().map(({ timestamp }) => timestamp)).size, 5)
    await screen[Symbol.asyncDispose]()

    const backMs = performance.now()
    screen = await show.plugIn()
    screen.paint([left, right], half)
    await show.until((seen) => Math.abs(seen.left - right) < 40 && Math.abs(seen.right - left) < 40)
    assert.ok(performance.now() - backMs < 6000, `back after ${performance.now() - backMs} ms`)
    assert.ok(show.audience.largestGapMs(sinceMs) < 500, `${show.audience.largestGapMs(sinceMs)} ms`)
    await show.statusWhen(({ health }) => health.status === 'online')
  }

  assert.equal(show.solo.family().filter(isRunning).length, before.family)
  const grownMb = (rss() - before.rss) / 2 ** 20
  assert.ok(grownMb < 60, `${grownMb} MB more`)
  assert.doesNotMatch(show.solo.said(), /\n\s+at |MaxListeners/)
})

test('a camera that hangs is told within seconds, opened again and again, and shown when it goes on', {
  skip,
  timeout: 60_000,
}, async (t) => {
  const show = await openCameraShow(t)
  const screen = await show.plugIn()
  screen.paint([220, 20], half)
  await show.until(({ right }) => right > 180)
  const sinceMs = performance.now()
  process.kill(screen.pid, 'SIGSTOP')
  // also when the test fails: a process that is stopped does not end
  using _ = { [Symbol.dispose]: () => process.kill(screen.pid, 'SIGCONT') }
  const hung = await show.statusWhen(({ source, health }) => !source.isHealthy && health.status === 'degraded')
  assert.match(hung.source.problem ?? '', /has delivered no picture for 2 s; opening it again/)
  process.kill(screen.pid, 'SIGCONT')
  screen.paint([20, 220], half)
  await show.until(({ left }) => left > 180)
  await show.statusWhen(({ health }) => health.status === 'online')
  // two seconds of silence until it is called a stall, and no break after that
  assert.ok(show.audience.largestGapMs(sinceMs) < 3000)
})

/** A show of a camera that is an X screen, which can be unplugged. */
async function openCameraShow(t: TestContext) {
  const closing = new AsyncDisposableStack()
  t.after(() => closing.disposeAsync())
  const first = closing.use(await openPaintedScreen(size))
  let next: Awaited<ReturnType<typeof openPaintedScreen>> | undefined = first
  const ports = await freePorts()
  const audience = closing.use(openAudience(ports.output))
  const wishes = ['--mode', 'camera', '--camera', `x11grab:${first.display}`, '--crop', '320x160', '--mirror']
  const flags = [...wishes, '--engine', 'passthrough', '--resolution', '160', '--batch-size', '1', '--no-display']
  const solo = closing.use(startSolo(ports, flags))
  await audience.next(undefined, 15_000)
  const status = async () =>
    (await (await fetch(`http://127.0.0.1:${ports.settings}/api/status`)).json()) as Status & {
      readonly health: { readonly status: string }
    }
  return {
    ...{ audience, solo },
    async plugIn() {
      const screen = next ?? closing.use(await openPaintedScreen(size, first.display))
      next = undefined
      return screen
    },
    until: (isIt: (seen: ReturnType<typeof halves>) => boolean) =>
      audience.next(({ jpeg }) => isIt(halves(jpeg)), 10_000),
    statusWhen: (isWanted: (now: Awaited<ReturnType<typeof status>>) => boolean) =>
      eventually(
        async () => {
          const now = await status()
          return isWanted(now) ? now : undefined
        },
        { withinMs: 8000, what: `a status with ${isWanted}` },
      ),
  }
}
