import { reasonOf } from '#errors/operatorError.ts'
import { isAbort } from '#flow/isAbort.ts'
import { Interrupted } from './interrupted.ts'
import { type Asked, refusalOf } from './refusal.ts'

/** An answer that has begun; the body can break with `Interrupted`. */
export type Opened = {
  readonly status: 200 | 206 | 416
  readonly headers: Headers
  readonly body: AsyncIterable<Uint8Array>
}

export type HubRequest = {
  readonly address: string
  readonly headers?: Readonly<Record<string, string>>
  /** For what to say about a refusal. */
  readonly asked: Asked
  readonly signal: AbortSignal
}

const MAX_HOPS = 8
const REDIRECTS = [301, 302, 303, 307, 308]

/** HTTP as the hub speaks it: small answers come from itself, weights from servers that it sends us to. */
export class HubHttp {
  readonly #origin: string
  readonly #token: string | undefined

  constructor({ endpoint, token }: { readonly endpoint: string; readonly token: string | undefined }) {
    this.#origin = new URL(endpoint).origin
    this.#token = token
  }

  /**
   * Sends a GET, and follows redirects. The token goes to the hub alone, never to where it sends us.
   * @throws Interrupted if it may go better next time, OperatorError if not
   */
  async get({ address, headers = {}, asked, signal }: HubRequest): Promise<Opened> {
    let url = new URL(address)
    let isHub = true
    for (let hops = 0; hops < MAX_HOPS; hops++) {
      isHub &&= url.origin === this.#origin
      const secret = isHub && this.#token ? { authorization: `Bearer ${this.#token}` } : {}
      const response = await fetched(url, { ...headers, ...secret }, signal)
      if (response.ok || response.status === 416) return opened(response)
      await response.body?.cancel().catch(() => undefined)
      if (REDIRECTS.includes(response.status)) url = followed(response, url)
      // an address that was handed out for a short time may have expired: the hub makes a new one
      else if (!isHub) throw new Interrupted(`the server of the files answers ${response.status}`)
      else throw refusalOf(response.status, response.headers, asked)
    }
    throw new Interrupted('the hub sends us in circles')
  }
}

async function fetched(url: URL, headers: Record<string, string>, signal: AbortSignal): Promise<Response> {
  try {
    // compressed answers would make ranges and sizes meaningless
    const all = { 'accept-encoding': 'identity', 'user-agent': 'i2i-realtime', ...headers }
    return await fetch(url, { headers: all, redirect: 'manual', signal })
  } catch (error) {
    throw interruption(error, signal)
  }
}

function followed(response: Response, from: URL): URL {
  const url = URL.parse(response.headers.get('location') ?? '', from.href)
  if (!url || !['http:', 'https:'].includes(url.protocol)) throw new Interrupted('the hub sends us nowhere')
  if (from.protocol === 'https:' && url.protocol === 'http:') throw new Interrupted('the hub gives up encryption')
  return url
}

function opened(response: Response): Opened {
  const { headers, body } = response
  const status = response.status === 206 || response.status === 416 ? response.status : 200
  return { status, headers, body: bytesOf(body) }
}

async function* bytesOf(body: Response['body']): AsyncGenerator<Uint8Array> {
  if (!body) return
  try {
    for await (const bytes of body) yield bytes
  } catch (error) {
    throw interruption(error)
  }
}

const REASONS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing answers at this address',
  ECONNRESET: 'the connection broke',
  EPIPE: 'the connection broke',
  UND_ERR_SOCKET: 'the connection broke',
  UND_ERR_CONNECT_TIMEOUT: 'nothing answers in time',
  ETIMEDOUT: 'nothing answers in time',
  ENOTFOUND: 'its name is not known to the network',
  EAI_AGAIN: 'its name cannot be looked up',
}

/** A network error by the innermost reason, which is the one that helps. */
function interruption(error: unknown, signal?: AbortSignal): Error {
  if (signal?.aborted && signal.reason instanceof Error) return signal.reason
  if (error instanceof Interrupted || isAbort(error)) return error
  let inner = error
  while (inner instanceof Error && inner.cause instanceof Error) inner = inner.cause
  const code = inner instanceof Error && 'code' in inner ? String(inner.code) : ''
  return new Interrupted(`${REASONS[code] ?? reasonOf(inner)}${code ? ` (${code})` : ''}`, { cause: error })
}
