import { z } from 'zod'
import { statusAnswer } from '#remote/answers.ts'
import { plainLine } from '#remote/plainLine.ts'

const line = z.string().transform(plainLine)
const part = z.object({ isHealthy: z.boolean(), problem: line.optional(), sinceMs: z.number().optional() })
const quantiles = z.object({ p50: z.number(), p95: z.number(), p99: z.number() })
const worker = statusAnswer.shape.workers.element.extend({
  load: z.number(),
  failures: z.number(),
  gpu: z.object({ use: z.number().optional(), temperatureC: z.number().optional() }).optional(),
})

/** `GET /api/status`, as far as `npx i2i status` tells it. */
export const fullStatusAnswer = statusAnswer.extend({
  version: line,
  atMs: z.number(),
  health: z.object({
    status: z.enum(['online', 'degraded', 'down']),
    sinceMs: z.number().optional(),
    parts: z.record(line, part),
  }),
  source: statusAnswer.shape.source.extend({ isHealthy: z.boolean(), problem: line.optional() }),
  fps: z.object({ captured: z.number(), admitted: z.number(), published: z.number() }),
  frames: z.object({ published: z.number(), failed: z.number() }),
  delayMs: z.number(),
  latencyMs: quantiles,
  drops: z.record(line, z.record(line, z.number())),
  recording: z
    .object({
      isOn: z.boolean(),
      file: line.optional(),
      seconds: z.number(),
      dropped: z.number(),
      freeBytes: z.number(),
      problem: line.optional(),
    })
    .optional(),
  workers: z.array(worker).max(10_000),
})

export type FullStatus = z.output<typeof fullStatusAnswer>
