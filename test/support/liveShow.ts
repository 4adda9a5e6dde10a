import type { TestContext } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import type { Status } from '#telemetry/status.ts'
import { type Audience, openAudience } from './audience.ts'
import { eventually } from './eventually.ts'
import { freePorts, type Ports } from './freePorts.ts'
import { pictureFolder } from './pictureFolder.ts'
import { type Environment, type Program, startServer, startWorker } from './running.ts'

export type LiveShowOptions = {
  /** Pictures to play. Left out: a loop of `LOOP` small ones. */
  readonly directory?: string
  readonly serverFlags?: readonly string[]
  readonly environment?: Environment
  /** Flags of each worker that is started. */
  readonly workers?: readonly (readonly string[])[]
}

/** Pictures in the loop of a live show that was given no folder. */
export const LOOP = 60

/** Flags of a worker that only decodes and encodes. */
export const PASSTHROUGH = ['--engine', 'passthrough']

/** A server and workers as processes of their own, and somebody who watches. */
export type LiveShow = {
  readonly ports: Ports
  readonly server: Program
  readonly workers: readonly Program[]
  readonly audience: Audience
  /** Starts one more program, which ends with the test. */
  add(program: Program): Program
  get(path: string): Promise<Response>
  status(): Promise<Status>
  /** The status as soon as it is as wanted. */
  statusWhen(isWanted: (status: Status) => boolean, withinMs?: number): Promise<Status>
}

/** Starts a show; it is over when the test is. Without other wishes: one worker that passes pictures through. */
export async function openLiveShow(t: TestContext, options: LiveShowOptions = {}): Promise<LiveShow> {
  const { serverFlags = [], workers = [PASSTHROUGH] } = options
  const directory = options.directory ?? pictureFolder(t, { count: LOOP })
  const ports = await freePorts()
  const closing = new AsyncDisposableStack()
  t.after(() => closing.disposeAsync())
  const audience = closing.use(openAudience(ports.output))
  const add = (program: Program) => closing.use(program)
  const server = add(
    startServer(ports, ['--directory', directory, '--resolution', '160', ...serverFlags], options.environment),
  )
  const started = workers.map((flags) => add(startWorker(ports, flags)))
  const get = (path: string) => fetch(`http://127.0.0.1:${ports.settings}${path}`)
  const status = async () => (await (await get('/api/status')).json()) as Status
  const statusWhen = (isWanted: (status: Status) => boolean, withinMs = 8000) =>
    eventually(
      async () => {
        const now = await status()
        return isWanted(now) ? now : undefined
      },
      { withinMs, what: `a status with ${isWanted}` },
    )
  await statusWhen(({ workers }) => workers.length === started.length, 15_000)
  return { ports, server, workers: started, audience, add, get, status, statusWhen }
}

/** Resolves when pictures have been flowing without a break of over 100 ms for as long as it takes to call it calm. */
export async function calm({ audience }: Pick<LiveShow, 'audience'>): Promise<void> {
  await eventually(
    () => {
      const since = performance.now() - 600
      return audience.seen.length > 0 && audience.seen[0].atMs < since && audience.largestGapMs(since) < 150
    },
    { withinMs: 10_000, what: 'a calm stream' },
  )
}

/** Lets the show go on for a while, because what is tested is that it does. */
export function goOn(ms: number): Promise<void> {
  return delay(ms)
}
