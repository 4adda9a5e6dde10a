import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import websocket from '@fastify/websocket'
import fastify, { type FastifyInstance } from 'fastify'
import type { WebSocket } from 'ws'
import { commandDescriptions } from '#desk/commands.ts'
import { openCueBook } from '#desk/cueBook.ts'
import type { Desk } from '#desk/desk.ts'
import { openDesk } from '#desk/openDesk.ts'
import { OperatorError } from '#errors/operatorError.ts'
import { systemClock } from '#flow/clock.ts'
import { openGate, type PromptGate } from '#prompts/promptGate.ts'
import { settingsFields } from '#settings/schema.ts'
import { SettingsStore } from '#settings/store.ts'
import { silentLog } from '#telemetry/log.ts'
import { temporaryFolder } from '#test/temporaryFolder.ts'

/** A real desk behind the routes that the chat uses, and nothing else of a server. */
export type Door = {
  readonly desk: Desk
  readonly settings: SettingsStore
  readonly port: number
  readonly address: string
  /** What came to /api/command, in order. */
  readonly asked: readonly { readonly name: string; readonly args: readonly unknown[] }[]
  /** Goes away, as a server that ends. */
  close(): Promise<void>
  /** Comes back at the same port. */
  reopen(): Promise<void>
}

export type DoorOptions = {
  readonly token?: string
  readonly gate?: PromptGate
  /** Text of the file of cues. */
  readonly cues?: string
  /** Path → answer, instead of what would be answered. A function may never answer. */
  readonly instead?: Readonly<Record<string, unknown>>
}

/** Opens a desk with a door for the chat; both end with the test. */
export async function openDoor(t: TestContext, options: DoorOptions = {}): Promise<Door> {
  const ending = new AbortController()
  const folder = temporaryFolder(t, { 'cues.yaml': options.cues ?? '' })
  const common = { clock: systemClock, log: silentLog, signal: ending.signal }
  const settings = new SettingsStore()
  const cues = await openCueBook({ path: join(folder, 'cues.yaml'), ...common })
  const desk = openDesk({ settings, cues, gate: options.gate ?? openGate, timeline: { mark() {} }, ...common })
  const asked: { name: string; args: unknown[] }[] = []
  let app = await listening(desk, asked, options, 0)
  const { port } = app.addresses()[0] as AddressInfo
  t.after(async () => {
    ending.abort()
    await app.close()
    await desk[Symbol.asyncDispose]()
    await cues[Symbol.asyncDispose]()
  })
  return {
    ...{ desk, settings, port, asked, address: `http://127.0.0.1:${port}` },
    close: () => app.close(),
    async reopen() {
      app = await listening(desk, asked, options, port)
    },
  }
}

async function listening(desk: Desk, asked: unknown[], options: DoorOptions, port: number): Promise<FastifyInstance> {
  const app = fastify({ forceCloseConnections: true })
  await app.register(websocket)
  app.setErrorHandler((error, _request, reply) => {
    if (!(error instanceof OperatorError)) throw error
    const { code, message, remedy } = error
    return reply.code(code === 'TOKEN_REQUIRED' ? 401 : 422).send({ error: { code, message, remedy } })
  })
  for (const [path, answer] of Object.entries(answers(desk, options))) app.get(path, answer)
  app.post('/api/command', (request) => {
    const { name, args } = request.body as { name: string; args: unknown[] }
    asked.push({ name, args })
    if (!isGranted(request.headers, options))
      throw new OperatorError('TOKEN_REQUIRED', 'A token is needed.', 'Give it.')
    return options.instead?.['/api/command'] ?? desk.command(name, args, { by: `http ${request.ip}`, isOperator: true })
  })
  app.get('/api/events', { websocket: true }, (socket) => tell(desk, socket))
  await app.listen({ port, host: '127.0.0.1' })
  return app
}

type Answer = (request: { headers: Readonly<Record<string, unknown>> }) => unknown

function answers(desk: Desk, options: DoorOptions): Record<string, Answer> {
  const all: Record<string, Answer> = {
    '/api/settings': () => desk.settings.current,
    '/api/settings/fields': () => settingsFields,
    '/api/commands': () => ({ commands: commandDescriptions }),
    '/api/cues': () => ({ path: 'cues.yaml', cues: desk.cues.all, problem: desk.cues.problem }),
    '/api/prompts': () => ({ history: desk.promptHistory }),
    '/api/folders': () => ({ dataRoot: 'data', folders: [{ name: 'data/frames', pictures: 60 }] }),
    '/api/access': ({ headers }) => ({ required: Boolean(options.token), granted: isGranted(headers, options) }),
    '/api/status': () => status(desk),
  }
  const instead = Object.entries(options.instead ?? {}).map(([path, answer]): [string, Answer] => [
    path,
    () => (typeof answer === 'function' ? answer() : answer),
  ])
  return { ...all, ...Object.fromEntries(instead.filter(([path]) => path !== '/api/command')) }
}

function isGranted(headers: Readonly<Record<string, unknown>>, { token }: DoorOptions): boolean {
  return !token || headers.authorization === `Bearer ${token}`
}

function tell(desk: Desk, socket: WebSocket): void {
  const send = (event: object) => socket.send(JSON.stringify(event))
  send({ type: 'settings', settings: desk.settings.current, changed: {}, by: 'connect', prompts: [] })
  send({ type: 'cues', path: 'cues.yaml', cues: desk.cues.all })
  const stop = desk.settings.onChange((change) => send({ type: 'settings', prompts: [], ...change }))
  const timer = setInterval(() => send({ type: 'status', atMs: 0, status: {} }), 1000)
  socket.on('close', () => {
    clearInterval(timer)
    stop()
  })
}

function status(desk: Desk): object {
  const service = { isOn: false, isHealthy: true }
  const { prompt } = desk.settings.current
  return {
    uptimeS: 4000,
    health: { status: 'degraded', parts: { inference: { isHealthy: false, problem: 'No worker is fit for work.' } } },
    source: { name: 'data/frames', index: 3, length: 60 },
    fps: { published: 29.96 },
    latencyMs: { p50: 48.4, p95: 60, p99: 75 },
    workers: [
      {
        id: 'atelier',
        engine: 'preview',
        device: 'cpu',
        state: 'benched',
        fps: 30,
        latencyMs: 31,
        lastError: 'too slow',
      },
    ],
    show: {
      prompts: [
        { given: prompt, used: 'a red house', weight: 0.7 },
        { given: 'snow', used: 'snow', weight: 0.3, notice: 'not translated' },
      ],
      cue: { name: 'sunset', share: 0.4, secondsLeft: 2.4 },
      translation: { isOn: true, isHealthy: false, problem: 'no answer' },
      safety: service,
    },
  }
}
