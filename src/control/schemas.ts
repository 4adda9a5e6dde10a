import type { FastifySchema } from 'fastify'
import { type ZodType, z } from 'zod'
import type { Field } from '#settings/field.ts'
import { isSettingName, settingsFields } from '#settings/schema.ts'
import { loginBody } from './accessEndpoints.ts'
import { answerOf } from './clientRoutes.ts'
import { cueBody, recallBody } from './cueEndpoints.ts'
import { commandBody } from './deskEndpoints.ts'
import type { RouteDescription } from './docsThread.ts'

/** What the OpenAPI page says about a route, drawn from the table of settings. The settings themselves do the checking. */
export function schemaOf(route: RouteDescription): FastifySchema {
  const common = { summary: route.doc, tags: [tagOf(route)], ...(asksForToken(route) && { security: TOKEN_OR_NOT }) }
  if (route.isSocket) return { ...common, response: { 101: z.unknown().describe('The WebSocket is open.') } }
  if (route.changes === 'settings')
    return { ...common, body: settingsBody.partial(), response: { 200: settingsBody, 422: refusal } }
  if (route.changes !== undefined && isSettingName(route.changes))
    return { ...common, ...clientSchema(route.path, route.changes) }
  if (route.changes) return { ...common, ...showSchema(route) }
  return { ...common, response: { 200: RESPONSES[route.path] ?? z.unknown().describe('See docs/http.md.') } }
}

/** Bodies of the routes that change something else than a setting, by path. */
const BODIES: Readonly<Record<string, ZodType>> = {
  '/api/command': commandBody,
  '/api/cues/{name}': cueBody,
  '/api/cues/{name}/recall': recallBody,
  '/api/login': loginBody,
}

function showSchema({ method, path }: RouteDescription): FastifySchema {
  const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => [name, z.string()] as const)
  const body = method === 'POST' || method === 'PUT' ? BODIES[path] : undefined
  return {
    ...(names.length > 0 && { params: z.object(Object.fromEntries(names)) }),
    ...(body && { body }),
    response: { 200: z.unknown().describe('See docs/http.md.'), 401: refusal, 422: refusal },
  }
}

function clientSchema(path: string, name: keyof typeof settingsFields): FastifySchema {
  const placeholder = /\{(\w+)\}/.exec(path)?.[1] ?? 'value'
  const answers = Object.entries(answerOf(name)).map(([key, word]) => [key, z.literal(word)] as const)
  return {
    params: z.object({ [placeholder]: valueSchema(settingsFields[name]) }),
    response: { 200: z.object(Object.fromEntries(answers)), 422: refusal },
  }
}

function valueSchema(field: Field<unknown>): ZodType {
  return plainSchema(field).describe(`${field.doc} Takes ${field.range}.`)
}

function plainSchema({ kind, min = -Infinity, max = Infinity, choices = [] }: Field<unknown>): ZodType {
  if (kind === 'boolean') return z.boolean()
  if (kind === 'text') return z.string()
  if (kind === 'prompts') return z.array(z.object({ text: z.string(), weight: z.number() }))
  if (kind === 'choice') return z.enum(choices as [string, ...string[]])
  const number = (kind === 'integer' ? z.int() : z.number()).min(min).max(max)
  return choices.length > 0 ? z.union([number, z.enum(choices as [string, ...string[]])]) : number
}

const settingsBody = z.object(
  Object.fromEntries(Object.entries(settingsFields).map(([name, field]) => [name, valueSchema(field)])),
)

const refusal = z
  .object({
    error: z.object({
      code: z.string(),
      field: z.string(),
      value: z.unknown(),
      range: z.string(),
      message: z.string(),
      remedy: z.string(),
    }),
  })
  .describe('The value was refused and nothing was changed.')

const RESPONSES: Readonly<Record<string, ZodType>> = { '/api/settings': settingsBody }

/** Servers without a token take changes from everybody. */
const TOKEN_OR_NOT = [{ token: [] }, {}]

function asksForToken({ changes }: RouteDescription): boolean {
  return changes !== undefined && changes !== 'login'
}

function tagOf({ path }: RouteDescription): string {
  if (path.startsWith('/api/')) return 'api'
  return path.endsWith('}') ? 'settings, one each' : 'page and probes'
}
