import type { Socket } from 'node:net'
import fastify, { type FastifyInstance } from 'fastify'
import { OperatorError } from '#errors/operatorError.ts'
import type { Drops } from '#telemetry/drops.ts'
import type { Log } from '#telemetry/log.ts'
import { errorBody, sendError, tooLarge } from './errorAnswer.ts'
import { readableUrl } from './readableUrl.ts'

const MAX_BODY_BYTES = 64 * 1024
// a prompt of 4000 Chinese characters takes 36 KB of address
const MAX_ADDRESS_BYTES = 64 * 1024

/** A bare server with its limits: what a request may weigh, how long it may take, and what errors look like. */
export function httpServer({ log, drops }: { log: Log; drops: Drops }): FastifyInstance {
  const app = fastify({
    logger: false,
    // a HEAD request must not change the show
    exposeHeadRoutes: false,
    bodyLimit: MAX_BODY_BYTES,
    routerOptions: { maxParamLength: MAX_ADDRESS_BYTES },
    rewriteUrl: (request) => readableUrl(request.url ?? '/'),
    requestTimeout: 10_000,
    connectionTimeout: 30_000,
    keepAliveTimeout: 10_000,
    forceCloseConnections: true,
    http: { maxHeaderSize: MAX_ADDRESS_BYTES, headersTimeout: 5_000, connectionsCheckingInterval: 1_000 },
    // the settings check their values themselves; the compilers that come along would take 50 ms to load
    schemaController: { compilersFactory: { buildValidator: noCompiler, buildSerializer: noCompiler } },
    clientErrorHandler: (error, socket) => refuseGarbage(error, socket, drops),
    frameworkErrors: (error, request, reply) => void sendError(error, request, reply, log),
  })
  app.server.maxConnections = 512
  readEmptyJson(app)
  app.setErrorHandler((error, request, reply) => sendError(error, request, reply, log))
  app.addHook('onRequest', async (request, reply) => {
    reply.headers({ 'x-content-type-options': 'nosniff', 'cache-control': 'no-store' })
    if (Number(request.headers['content-length'] ?? 0) > MAX_BODY_BYTES) throw tooLarge()
    // nobody reads such a body: hang up after the answer rather than wait for its end
    if (request.method === 'GET' && request.headers['transfer-encoding']) reply.header('connection', 'close')
  })
  app.addHook('onResponse', async (request, reply) => {
    if (reply.statusCode === 413) hangUp(request.raw.socket)
  })
  return app
}

/** Clients say `content-type: application/json` even where they have nothing to say. */
function readEmptyJson(app: FastifyInstance): void {
  const parse = app.getDefaultJsonParser('error', 'error')
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body: string, done) => {
    if (body === '') done(null)
    else void parse(request, body, done)
  })
}

function noCompiler(): never {
  throw new TypeError('httpServer: a route has a schema; schemas belong to docs.ts')
}

/** Lets the answer through and stops listening: the client may still be sending. */
function hangUp(socket: Socket): void {
  socket.pause()
  socket.end()
  socket.setTimeout(1_000, () => socket.destroy())
}

const STATUS_LINES: Readonly<Record<string, string>> = {
  ERR_HTTP_REQUEST_TIMEOUT: '408 Request Timeout',
  HPE_HEADER_OVERFLOW: '431 Request Header Fields Too Large',
}

function refuseGarbage(error: Error & { code: string }, socket: Socket, drops: Drops): void {
  // somebody who just goes away has sent nothing wrong
  if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy()
  drops.count('wire', 'unreadable HTTP request')
  const body = JSON.stringify(errorBody(error.code === 'HPE_INVALID_URL' ? unescaped : garbage))
  const head = [
    `HTTP/1.1 ${STATUS_LINES[error.code] ?? '400 Bad Request'}`,
    'content-type: application/json; charset=utf-8',
    `content-length: ${Buffer.byteLength(body)}`,
    'connection: close',
  ]
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`, () => socket.destroy())
}

const garbage = new OperatorError(
  'REQUEST_UNREADABLE',
  'The request is no HTTP, too long or too slow.',
  'Send HTTP/1.1 requests to this port; pictures are on the output port.',
)

const unescaped = new OperatorError(
  'REQUEST_UNREADABLE',
  'The address has spaces or letters in it that must be escaped.',
  'Write a space as %20 and ü as %C3%BC, or send the text as JSON: PATCH /api/settings.',
)
