import { parentPort, workerData } from 'node:worker_threads'
import fastifySwagger from '@fastify/swagger'
import fastifySwaggerUi from '@fastify/swagger-ui'
import fastify, { type FastifyInstance } from 'fastify'
import { jsonSchemaTransform, serializerCompiler, validatorCompiler } from 'fastify-type-provider-zod'
import type { DocsAnswer, DocsRequest, RouteDescription } from './docsThread.ts'
import { schemaOf } from './schemas.ts'

/**
 * The OpenAPI page: a second server that never listens, drawn from the table of routes. It runs in a thread of its own
 * (see docsThread.ts): its libraries take a quarter of a second to load, and nobody who reads shall hold up the pictures.
 */
async function openDocs(routes: readonly RouteDescription[]): Promise<FastifyInstance> {
  const app = fastify({ logger: false, exposeHeadRoutes: false })
  app.setValidatorCompiler(validatorCompiler).setSerializerCompiler(serializerCompiler)
  await app.register(fastifySwagger, { openapi: about, transform: jsonSchemaTransform })
  await app.register(fastifySwaggerUi, { routePrefix: '/docs', uiConfig })
  for (const route of routes) {
    const url = route.path.replaceAll(/\{(\w+)\}/g, ':$1')
    app.route({ method: route.method, url, schema: schemaOf(route), handler: neverCalled })
  }
  await app.ready()
  return app
}

const about = {
  openapi: '3.1.0',
  info: {
    title: 'i2i-realtime',
    version: '1',
    description: 'Live settings, status and pictures. Every error has the form of the 422 answers.',
  },
  components: {
    securitySchemes: { token: { type: 'http', scheme: 'bearer', description: 'The token of the server.' } },
  },
} as const

// the validator is a service on the internet; a show's network may have none
const uiConfig = { validatorUrl: null, docExpansion: 'list', deepLinking: false } as const

function neverCalled(): never {
  throw new TypeError('docs: a route of the description was called')
}

const docs = await openDocs(workerData)

parentPort?.on('message', async ({ id, url }: DocsRequest) => {
  const { statusCode, headers, rawPayload } = await docs.inject({ method: 'GET', url })
  const answer: DocsAnswer = { id, statusCode, type: String(headers['content-type'] ?? 'text/plain'), body: rawPayload }
  parentPort?.postMessage(answer)
})
