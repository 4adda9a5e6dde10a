import type { TestContext } from 'node:test'
import { type Audience, openAudience } from '#test/audience.ts'
import { eventually } from '#test/eventually.ts'
import { freePorts, type Ports } from '#test/freePorts.ts'
import { goOn } from '#test/liveShow.ts'
import { pictureFolder } from '#test/pictureFolder.ts'
import type { CurveClient } from '#wire/curveKeys.ts'
import { type KeepOptions, type Kept, keepRunning } from './keepRunning.ts'

/** Something that goes wrong on the evening of a show, and what the audience sees of it. */
export type Drill = {
  /** As the table names it. */
  readonly name: string
  /** Why it cannot be tried here, if so. */
  readonly skip?: false | string
  /** Opens a show, does the harm, and waits until all is well again without a person. */
  run(t: TestContext): Promise<Outcome>
}

/** What the audience saw. */
export type Outcome = {
  /** Longest time without a new picture, in ms. */
  readonly gapMs: number
  /** Pictures that a calm show would have shown. */
  readonly lost: number
  /** What brought it back, in words. */
  readonly how: string
}

export const FPS = 30

/** A show whose processes are started again when they die, as services are. */
export type KeptShow = {
  readonly ports: Ports
  readonly directory: string
  readonly audience: Audience
  /** Keeps a program of ours running until the test is over. */
  keep(options: KeepOptions): Kept
  server(flags?: readonly string[], environment?: Readonly<Record<string, string>>): Kept
  worker(flags?: readonly string[]): Kept
}

/** Opens a show without any process yet. @param curve keys of the audience, if the show is encrypted */
export async function openKeptShow(t: TestContext, curve: Partial<CurveClient> = {}): Promise<KeptShow> {
  const ports = await freePorts()
  const directory = pictureFolder(t, { count: 60 })
  const closing = new AsyncDisposableStack()
  t.after(() => closing.disposeAsync())
  const audience = closing.use(openAudience(ports.output, curve))
  const keep = (options: KeepOptions) => closing.use(keepRunning(options))
  const at = ['--settings-port', ports.settings, '--output-port', ports.output, '--osc-port', ports.osc].map(String)
  return {
    ...{ ports, directory, audience, keep },
    server(flags = [], environment = {}) {
      const pictures = ['--directory', directory, '--resolution', '160']
      return keep({ args: ['server', '--job-port', String(ports.job), ...at, ...pictures, ...flags], environment })
    },
    worker: (flags = []) =>
      keep({ args: ['worker', '--job-port', String(ports.job), '--engine', 'passthrough', ...flags] }),
  }
}

/** Lets a show run calmly, does harm, and tells what the audience saw until two seconds after it was well again. */
export async function observe(audience: Audience, how: string, harm: () => Promise<void>): Promise<Outcome> {
  await calm(audience)
  const sinceMs = performance.now()
  await harm()
  await calm(audience)
  await goOn(1000)
  const expected = Math.round(((performance.now() - sinceMs) / 1000) * FPS)
  const seen = audience.seen.filter(({ atMs }) => atMs >= sinceMs).length
  // a picture more or less stands at each end
  return { gapMs: Math.round(audience.largestGapMs(sinceMs)), lost: Math.max(0, expected - seen - 1), how }
}

/** Resolves when pictures have been flowing for a second without a break of over 150 ms. */
export async function calm(audience: Audience): Promise<void> {
  const isCalm = () => {
    const since = performance.now() - 1000
    const { seen } = audience
    return seen.some(({ atMs }) => atMs < since) && audience.largestGapMs(since) < 150
  }
  await eventually(isCalm, { withinMs: 30_000, what: 'a calm stream' })
}
