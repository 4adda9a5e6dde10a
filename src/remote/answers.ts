import { z } from 'zod'
import { plainLine } from './plainLine.ts'

/** Whatever the server says is made fit for a terminal here, once. */
const line = z.string().transform(plainLine)

const admission = z.object({ given: line, used: line, notice: line.optional() })
const service = z.object({ isOn: z.boolean(), isHealthy: z.boolean(), problem: line.optional() })
const part = z.object({ isHealthy: z.boolean(), problem: line.optional() })

/** The body of every refusal. */
export const refusalAnswer = z.object({ error: z.object({ code: z.string(), message: line, remedy: line }) })

/** `POST /api/command` */
export const changedAnswer = z.object({
  changed: z.record(line, z.unknown()),
  prompts: z.array(admission).max(100),
  did: line,
})

/** `GET /api/commands` */
export const commandsAnswer = z.object({
  commands: z
    .array(
      z.object({
        name: line,
        aliases: z.array(line).max(20),
        arguments: line,
        doc: line,
        example: line,
        kind: z.enum(['setting', 'action']),
      }),
    )
    .max(1000),
})

/** `GET /api/settings` */
export const settingsAnswer = z.record(line, z.unknown())

/** `GET /api/settings/fields` */
export const fieldsAnswer = z.record(line, z.object({ range: line }))

/** `GET /api/prompts` */
export const promptsAnswer = z.object({
  history: z.array(z.object({ text: line, atMs: z.number(), by: line })).max(1000),
})

/** `GET /api/cues` */
export const cuesAnswer = z.object({
  path: line,
  cues: z
    .array(z.object({ name: line, seconds: z.number(), curve: line, settings: z.record(line, z.unknown()) }))
    .max(10_000),
  problem: line.optional(),
})

/** `GET /api/folders` */
export const foldersAnswer = z.object({ folders: z.array(z.object({ name: line })).max(10_000) })

/** `GET /api/access` */
export const accessAnswer = z.object({ required: z.boolean(), granted: z.boolean() })

/** `GET /api/status`, as far as people want to know it. */
export const statusAnswer = z.object({
  uptimeS: z.number(),
  health: z.object({ status: z.enum(['online', 'degraded', 'down']), parts: z.record(line, part) }),
  source: z.object({ name: line, index: z.number().optional(), length: z.number().optional() }),
  fps: z.object({ published: z.number() }),
  latencyMs: z.object({ p50: z.number(), p95: z.number() }),
  workers: z
    .array(
      z.object({
        id: line,
        engine: line,
        device: line,
        state: line,
        fps: z.number(),
        latencyMs: z.number(),
        lastError: line.optional(),
      }),
    )
    .max(10_000),
  show: z.object({
    prompts: z.array(admission.extend({ weight: z.number() })).max(1000),
    cue: z.object({ name: line, share: z.number(), secondsLeft: z.number() }).optional(),
    translation: service,
    safety: service,
  }),
})

/** What is told at /api/events. Kinds of events that are not known are not for us. */
export const eventMessage = z.union([
  z.object({
    type: z.literal('settings'),
    settings: settingsAnswer,
    changed: settingsAnswer,
    by: line,
    prompts: z.array(admission).max(100).optional(),
  }),
  cuesAnswer.extend({ type: z.literal('cues') }),
  z.object({
    type: z.literal('status'),
    atMs: z.number(),
    status: z.object({ show: z.object({ worker: line.optional() }) }),
  }),
  z.object({ type: z.string() }).transform(() => ({ type: 'other' as const })),
])

export type Changed = z.output<typeof changedAnswer>
export type CommandText = z.output<typeof commandsAnswer>['commands'][number]
export type Cues = z.output<typeof cuesAnswer>
export type PastPrompts = z.output<typeof promptsAnswer>['history']
export type Status = z.output<typeof statusAnswer>
export type ShowEvent = z.output<typeof eventMessage>
