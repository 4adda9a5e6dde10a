import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { DocsThread, type RouteDescription } from './docsThread.ts'
import { type Endpoint, isSocket, pathOf } from './endpoint.ts'
import { unknownRoute } from './unknownRoute.ts'

/** Adds `/docs`: the OpenAPI page and its description, `/docs/json`. */
export function serveDocs(app: FastifyInstance, endpoints: readonly Endpoint[]): void {
  const thread = new DocsThread(endpoints.map(describe))
  const answer = async (request: FastifyRequest, reply: FastifyReply) => {
    const { statusCode, type, body } = await thread.ask(pathOf(request))
    if (statusCode === 404) throw unknownRoute(request, endpoints)
    return reply.code(statusCode).type(type).send(Buffer.from(body))
  }
  app.get('/docs', answer)
  app.get('/docs/*', answer)
  app.addHook('onClose', () => thread[Symbol.asyncDispose]())
}

function describe(endpoint: Endpoint): RouteDescription {
  const { method, path, doc } = endpoint
  const changes = isSocket(endpoint) ? undefined : endpoint.changes
  return { method, path, doc, isSocket: isSocket(endpoint), changes }
}
