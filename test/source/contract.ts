import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { type Clock, systemClock } from '#flow/clock.ts'
import type { Capture, Size } from '#frame/capture.ts'
import { jpegHeader } from '#frame/jpegHeader.ts'
import type { Source, SourceOptions } from '#source/source.ts'
import { Drops } from '#telemetry/drops.ts'
import { silentLog } from '#telemetry/log.ts'

export type SourceContract = {
  /** Start of the titles: `an image sequence`. */
  readonly name: string
  /** Opens a source that delivers at least ten pictures a second, a good many of them. */
  readonly open: (t: TestContext, options: SourceOptions) => Promise<Source>
  /** Whether `index` starts again at 0 after `length`, or counts on. */
  readonly indexStartsAgain: boolean
  /** Test instead of promise: what must be skipped where a system program is missing. */
  readonly skip?: string | undefined
}

/** What every source promises, whatever it is made of. */
export function sourceContract({ name, open, indexStartsAgain, skip }: SourceContract): void {
  const it = (title: string, body: (t: TestContext) => Promise<void>) =>
    test(`${name} ${title}`, { timeout: 20_000, ...(skip ? { skip } : {}) }, body)

  it('delivers JPEGs whose header fits the size it states', async (t) => {
    await using source = await open(t, surroundings())
    for (const { jpeg, widthPx, heightPx } of await take(source, 5)) {
      const header = jpegHeader(jpeg, 2 ** 24)
      assert.ok(header.ok)
      assert.deepEqual([header.widthPx, header.heightPx], [widthPx, heightPx])
    }
  })

  it('stamps the time of the capture on both clocks', async (t) => {
    await using source = await open(t, surroundings())
    const { clock } = surroundings()
    const beganMono = clock.now()
    const captures = await take(source, 5)
    const stamps = captures.map((capture) => capture.capturedMono)
    assert.deepEqual(
      stamps,
      stamps.toSorted((a, b) => a - b),
    )
    assert.equal(new Set(stamps).size, stamps.length)
    assert.ok(stamps[0] >= beganMono - 1000 && stamps[4] <= clock.now())
    for (const { capturedAtMs, capturedMono } of captures) {
      assert.ok(Number.isInteger(capturedAtMs))
      assert.ok(Math.abs(clock.wallMs() - capturedAtMs - (clock.now() - capturedMono)) < 50)
    }
  })

  it('numbers its pictures one after the other', async (t) => {
    await using source = await open(t, surroundings())
    const indices = (await take(source, 8)).map((capture) => capture.index)
    const { length } = source.state
    const expected = indices.map((_, i) => indices[0] + i)
    assert.equal(length !== undefined, indexStartsAgain)
    assert.deepEqual(indices, indexStartsAgain && length ? expected.map((index) => index % length) : expected)
    assert.equal(source.state.index, indices.at(-1))
  })

  it('says its name and that it is healthy', async (t) => {
    await using source = await open(t, surroundings())
    await take(source, 1)
    assert.equal(source.state.isHealthy, true)
    assert.match(source.state.name, /\w/)
    assert.equal(source.state.problem, undefined)
  })

  it('sends the crop along, brought within the picture', async (t) => {
    const crop: Size = { widthPx: 16, heightPx: 10_000 }
    await using source = await open(t, surroundings({ crop }))
    const [capture] = await take(source, 1)
    assert.deepEqual(capture.crop, { widthPx: 16, heightPx: capture.heightPx })
  })

  it('ends promptly when the signal aborts', async (t) => {
    const stop = new AbortController()
    await using source = await open(t, surroundings({ signal: stop.signal }))
    let seen = 0
    let abortedMono = Number.NaN
    for await (const _ of source) {
      if (++seen > 3) continue
      abortedMono = performance.now()
      if (seen === 3) stop.abort()
    }
    assert.ok(performance.now() - abortedMono < 700)
    assert.ok(seen <= 4)
  })

  it('ends promptly when it is closed while somebody waits for a picture', async (t) => {
    const source = await open(t, surroundings())
    const reading = take(source, Number.POSITIVE_INFINITY)
    const beganMono = performance.now()
    await source[Symbol.asyncDispose]()
    await reading
    assert.ok(performance.now() - beganMono < 1000)
  })

  it('may be closed twice, also without ever being read', async (t) => {
    const source = await open(t, surroundings())
    await source[Symbol.asyncDispose]()
    await source[Symbol.asyncDispose]()
  })

  it('may be left by its reader, and then closed', async (t) => {
    const source = await open(t, surroundings())
    assert.equal((await take(source, 2)).length, 2)
    await source[Symbol.asyncDispose]()
  })
}

/** What a source is opened with in these tests. */
export function surroundings(more: Partial<SourceOptions> = {}): SourceOptions & { readonly clock: Clock } {
  const signal = new AbortController().signal
  return { clock: systemClock, signal, log: silentLog, drops: new Drops(), maxPixels: 4096 * 4096, ...more }
}

/** The first `n` captures of a source, which is left afterwards. */
export async function take(source: AsyncIterable<Capture>, n: number): Promise<Capture[]> {
  const captures: Capture[] = []
  for await (const capture of source) if (captures.push(capture) === n) break
  return captures
}
