import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import fastifyStatic from '@fastify/static'
import type { FastifyInstance, FastifyReply } from 'fastify'
import { OperatorError } from '#errors/operatorError.ts'
import type { HttpEndpoint } from './endpoint.ts'

// everything comes from this server; pictures are drawn from memory
const CONTENT_SECURITY = [
  "default-src 'self'",
  "img-src 'self' blob: data:",
  "style-src 'self' 'unsafe-inline'",
  "connect-src 'self' ws: wss:",
  "frame-ancestors 'self'",
].join('; ')

/** The two addresses of the page; both are the same file, which looks at its own address. */
export function pageEndpoints({ pageDirectory }: { pageDirectory: string }): HttpEndpoint[] {
  const answer: HttpEndpoint['answer'] = (_request, reply) => sendPage(reply, pageDirectory)
  return [
    { method: 'GET', path: '/', doc: 'The page: the live picture, its prompt and how the server is.', answer },
    { method: 'GET', path: '/display', doc: 'Nothing but the live picture, for a projector.', answer },
  ]
}

/** Serves the scripts and styles of the page, whose names change with their contents. Nothing if it is not built. */
export async function servePageFiles(app: FastifyInstance, pageDirectory: string): Promise<void> {
  const root = resolve(pageDirectory, 'assets')
  const isBuilt = existsSync(root)
  await app.register(fastifyStatic, { root, prefix: '/assets/', serve: isBuilt, maxAge: '1y', immutable: true })
}

function sendPage(reply: FastifyReply, pageDirectory: string): FastifyReply {
  if (!existsSync(join(pageDirectory, 'index.html'))) return sendSentence(reply)
  reply.header('content-security-policy', CONTENT_SECURITY)
  return reply.sendFile('index.html', resolve(pageDirectory), { maxAge: 0, immutable: false })
}

/** People look here, so that it is a sentence and not JSON. */
function sendSentence(reply: FastifyReply): FastifyReply {
  const { code, message, remedy } = notBuilt
  return reply.code(503).type('text/plain; charset=utf-8').send(`${message}\n${remedy}\n(${code})\n`)
}

const notBuilt = new OperatorError(
  'PAGE_NOT_BUILT',
  'The page is not built yet; everything else works.',
  'Run: npm run build:page, then start again.',
)
