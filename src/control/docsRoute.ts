import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { SettingName } from '#settings/schema.ts'
import { type Endpoint, isSocket } from './endpoint.ts'

/** What the OpenAPI page is told about a route. */
export type RouteDescription = {
  readonly method: 'GET' | 'PATCH'
  readonly path: string
  readonly doc: string
  readonly isSocket: boolean
  readonly changes: SettingName | 'settings' | undefined
}

export type DocsRequest = { readonly id: number; readonly url: string }
export type DocsAnswer = {
  readonly id: number
  readonly statusCode: number
  readonly type: string
  readonly body: Uint8Array
}

/** Adds `/docs`. Its thread is started when it is first asked for; a thread that fails is started anew the next time. */
export function serveDocs(app: FastifyInstance, endpoints: readonly Endpoint[]): void {
  let docs: Worker | undefined
  let lastId = 0

  const start = () => {
    const worker = new Worker(new URL('./docs.ts', import.meta.url), { workerData: endpoints.map(describe) })
    worker.unref()
    worker.setMaxListeners(0)
    worker.once('exit', () => {
      docs = undefined
    })
    return worker
  }

  const answer = async ({ url }: FastifyRequest, reply: FastifyReply) => {
    docs ??= start()
    const { statusCode, type, body } = await ask(docs, { id: ++lastId, url })
    return reply.code(statusCode).type(type).send(Buffer.from(body))
  }
  app.get('/docs', answer)
  app.get('/docs/*', answer)
  app.addHook('onClose', async () => void (await docs?.terminate()))
}

/** @throws what ended the thread, if it ended before it answered */
async function ask(docs: Worker, request: DocsRequest): Promise<DocsAnswer> {
  const done = new AbortController()
  const ended = once(docs, 'exit', { signal: done.signal }).then(() => Promise.reject(new Error('The docs thread ended')))
  const answered = (async () => {
    for (;;) {
      const [answer] = (await once(docs, 'message', { signal: done.signal })) as [DocsAnswer]
      if (answer.id === request.id) return answer
    }
  })()
  docs.postMessage(request)
  try {
    return await Promise.race([answered, ended])
  } finally {
    ended.catch(() => undefined)
    done.abort()
  }
}

function describe(endpoint: Endpoint): RouteDescription {
  const { method, path, doc } = endpoint
  const changes = isSocket(endpoint) ? undefined : endpoint.changes
  return { method, path, doc, isSocket: isSocket(endpoint), changes }
}
