import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'

/** How a service on this machine fails. */
export type Trouble =
  /** Takes the request and never answers. */
  | 'silent'
  /** Begins an answer and never ends it. */
  | 'hanging'
  /** Breaks the connection. */
  | 'broken'
  /** Answers 200 with half of a JSON text. */
  | 'garbage'
  /** Answers 200 with JSON of another shape. */
  | 'shapeless'
  /** Answers with this status and an error as the service writes it. */
  | number
  /** Answers 200 with this, as JSON. */
  | { readonly body: unknown }

/** One request that arrived. */
export type StandInRequest = {
  readonly path: string
  readonly authorization: string | undefined
  readonly body: Record<string, unknown>
}

export type StandInService = AsyncDisposable & {
  /** `http://127.0.0.1:PORT` */
  readonly url: string
  /** What was asked, oldest first. May be emptied. */
  readonly requests: StandInRequest[]
  /** Requests whose answer has not ended, and whose asker is still there. */
  readonly openRequests: number
}

export type StandInOptions = {
  readonly troubleAt: (path: string) => Trouble | undefined
  readonly answer: (request: StandInRequest) => unknown
}

/** A small HTTP service on loopback that answers well or fails in the ways in which services fail. */
export async function openStandInService({ troubleAt, answer }: StandInOptions): Promise<StandInService> {
  const requests: StandInRequest[] = []
  let open = 0
  const server = createServer(async (incoming, response) => {
    open++
    response.on('close', () => open--)
    const request = await read(incoming)
    if (!request) return
    requests.push(request)
    const trouble = troubleAt(request.path)
    if (trouble === undefined) sendJson(response, 200, answer(request))
    else fail(response, trouble)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    get openRequests() {
      return open
    },
    async [Symbol.asyncDispose]() {
      if (!server.listening) return
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

/** Nothing, if the asker left before the end: a check whose verdict is not needed any more is broken off. */
async function read(incoming: IncomingMessage): Promise<StandInRequest | undefined> {
  const written = await text(incoming).catch((error) => {
    if (incoming.destroyed) return undefined
    throw error
  })
  if (written === undefined) return undefined
  const body = JSON.parse(written || '{}') as Record<string, unknown>
  return { path: incoming.url ?? '', authorization: incoming.headers.authorization, body }
}

function fail(response: ServerResponse, trouble: Trouble): void {
  if (trouble === 'silent') return
  if (trouble === 'broken') response.destroy()
  else if (trouble === 'shapeless') sendJson(response, 200, { hello: 'world' })
  else if (typeof trouble === 'number') sendJson(response, trouble, { error: { code: trouble, message: 'so it is' } })
  else if (typeof trouble === 'object') sendJson(response, 200, trouble.body)
  else {
    response.writeHead(200, { 'content-type': 'application/json' }).write('{"half": [')
    if (trouble === 'garbage') response.end()
  }
}

function sendJson(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}
