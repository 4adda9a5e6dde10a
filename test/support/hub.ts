import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { join } from 'node:path'
import { fixtureFolder } from './expected.ts'

/** A model as the hub offers it. */
export type OfferedModel = {
  readonly files: Readonly<Record<string, Buffer>>
  readonly card?: Readonly<Record<string, unknown>>
  readonly gated?: boolean
  readonly private?: boolean
}

/** What goes wrong. Everything may be changed while the hub runs. */
export type Troubles = {
  /** Connections for weights break after so many bytes, so often. */
  breakAfterBytes?: number
  breaks?: number
  /** Weights stop coming after so many bytes, with the connection open. */
  stallAfterBytes?: number
  /** The server of the weights ignores Range. */
  withoutRanges?: boolean
  /** Files that arrive with a wrong byte, by their end. */
  damaged?: string
  /** So many requests are answered 503. */
  busy?: number
  /** Addresses of weights are refused so often, as if they had expired. */
  expired?: number
  /** Listings come without sizes and hashes: the usual one, or every one. */
  namesOnly?: 'usual' | 'always'
  /** The server of the weights calls the same bytes another version each time. */
  changingTags?: boolean
  /** Bytes for weights come in pieces of this size. */
  pieceBytes?: number
}

/** One request that arrived. */
export type Heard = {
  readonly at: 'hub' | 'files'
  readonly path: string
  readonly token: string | undefined
  readonly range: string | undefined
}

/** A small Hugging Face Hub on this machine: weights lie on a second server, as they do there. */
export type TestHub = AsyncDisposable & {
  readonly endpoint: string
  readonly models: Record<string, OfferedModel>
  readonly troubles: Troubles
  /** May be emptied. */
  readonly heard: Heard[]
  commitOf(repo: string): string
}

/** The token that gated and private models want. */
export const GOOD_TOKEN = 'hf_good'

export async function openHub(models: Record<string, OfferedModel>, troubles: Troubles = {}): Promise<TestHub> {
  const heard: Heard[] = []
  const listen = (at: Heard['at'], answer: (request: IncomingMessage, response: ServerResponse) => void) =>
    listening((request, response) => {
      const { authorization, range } = request.headers
      heard.push({ at, path: decodeURIComponent(request.url ?? ''), token: authorization, range })
      answer(request, response)
    })
  const files = await listen('files', (request, response) => sendBlob(request, response, models, troubles))
  const hub = await listen('hub', (request, response) => answer(request, response, models, troubles, addressOf(files)))
  return {
    ...{ models, troubles, heard, endpoint: addressOf(hub) },
    commitOf: (repo) => commitOf(models[repo] as OfferedModel),
    async [Symbol.asyncDispose]() {
      for (const server of [hub, files]) {
        server.close()
        server.closeAllConnections()
      }
    },
  }
}

/** A small checkpoint of `test/fixtures`, with the kind of files around it that nobody needs. */
export function offeredFixture(name: 'tiny-sdxl' | 'tiny-sd21'): OfferedModel {
  const clutter = [
    'unet/diffusion_pytorch_model.bin',
    'unet/model.onnx',
    'safety_checker/model.safetensors',
    'model.ckpt',
  ]
  const { 'expected.safetensors': _, ...own } = filesOf(fixtureFolder(name))
  const files = {
    ...own,
    ...Object.fromEntries(clutter.map((path) => [path, Buffer.alloc(50_000, path)])),
    'LICENSE.md': Buffer.from('Be kind.\n'),
  }
  return { files, card: { license: 'other', license_name: 'be-kind', license_link: 'LICENSE.md' } }
}

/** The small autoencoder, as its own repository. */
export function offeredTiny(): OfferedModel {
  const { 'config.json': config, 'diffusion_pytorch_model.fp16.safetensors': weights } = filesOf(
    `${fixtureFolder('tiny-sd21')}/vae_tiny`,
  ) as Record<string, Buffer>
  const files = { 'config.json': config as Buffer, 'diffusion_pytorch_model.safetensors': weights as Buffer }
  return { files, card: { license: 'mit' } }
}

function answer(
  request: IncomingMessage,
  response: ServerResponse,
  models: Record<string, OfferedModel>,
  troubles: Troubles,
  filesAddress: string,
) {
  const { pathname, searchParams } = new URL(request.url ?? '', 'http://hub')
  const [, api, resolved] =
    /^\/api\/models\/([^/]+\/[^/]+\/(?:revision|tree)\/.+)$|^\/([^/]+\/[^/]+\/resolve\/.+)$/.exec(pathname) ?? []
  const [owner, name, kind, revision = '', ...rest] = (api ?? resolved ?? '').split('/')
  const model = models[`${owner}/${name}`]
  if ((troubles.busy ?? 0) > 0) {
    troubles.busy = (troubles.busy as number) - 1
    return refuse(response, 503)
  }
  const token = request.headers.authorization
  if (token && token !== `Bearer ${GOOD_TOKEN}`) return refuse(response, 401)
  if (!model || (model.private && !token)) return refuse(response, token ? 404 : 401, 'RepoNotFound')
  if (!['main', commitOf(model)].includes(decodeURIComponent(revision)))
    return refuse(response, 404, 'RevisionNotFound')
  if (kind === 'revision') return sendJson(response, modelJson(model, searchParams.has('blobs') && !troubles.namesOnly))
  if (kind === 'tree')
    return troubles.namesOnly === 'always' ? refuse(response, 404) : sendJson(response, treeJson(model))
  if (model.gated && !token) return refuse(response, 401, 'GatedRepo')
  const path = rest.map(decodeURIComponent).join('/')
  const file = model.files[path]
  if (!file) return refuse(response, 404, 'EntryNotFound')
  if (!isLarge(path))
    return response.writeHead(200, { etag: `"${blobId(file)}"`, 'content-length': file.length }).end(file)
  response.writeHead(302, {
    location: `${filesAddress}/${owner}/${name}/${path}?signature=x`,
    'x-linked-etag': `"${sha256(file)}"`,
  })
  response.end()
}

function sendBlob(
  request: IncomingMessage,
  response: ServerResponse,
  models: Record<string, OfferedModel>,
  troubles: Troubles,
) {
  const [, owner, name, ...rest] = decodeURIComponent(new URL(request.url ?? '', 'http://files').pathname).split('/')
  const path = rest.join('/')
  const file = models[`${owner}/${name}`]?.files[path]
  if (!file || (troubles.expired ?? 0) > 0) {
    troubles.expired = (troubles.expired ?? 1) - 1
    return refuse(response, 403)
  }
  const etag = `"${troubles.changingTags ? Math.random() : sha256(file)}"`
  const isSame = request.headers['if-range'] === undefined || request.headers['if-range'] === etag
  const [, start] = (!troubles.withoutRanges && isSame && /^bytes=(\d+)-$/.exec(request.headers.range ?? '')) || []
  const from = Number(start ?? 0)
  if (start !== undefined && from >= file.length) return refuse(response, 416)
  const range = start === undefined ? {} : { 'content-range': `bytes ${from}-${file.length - 1}/${file.length}` }
  response.writeHead(start === undefined ? 200 : 206, { etag, 'content-length': file.length - from, ...range })
  response.flushHeaders()
  void pour(response, spoiled(file, path, troubles).subarray(from), troubles)
}

async function pour(response: ServerResponse, bytes: Buffer, troubles: Troubles): Promise<void> {
  const { pieceBytes = 64 * 1024, breakAfterBytes, stallAfterBytes } = troubles
  const breaks = breakAfterBytes !== undefined && (troubles.breaks ?? 0) > 0 && bytes.length > breakAfterBytes
  if (breaks) troubles.breaks = (troubles.breaks as number) - 1
  const end = Math.min(bytes.length, (breaks ? breakAfterBytes : stallAfterBytes) ?? bytes.length)
  for (let at = 0; at < end; at += pieceBytes) {
    const piece = bytes.subarray(at, Math.min(end, at + pieceBytes))
    await new Promise((resolve) => response.write(piece, resolve))
    if (response.destroyed) return
  }
  if (breaks) setImmediate(() => response.socket?.destroySoon())
  else if (end === bytes.length) response.end()
}

function spoiled(file: Buffer, path: string, { damaged }: Troubles): Buffer {
  if (!damaged || !path.endsWith(damaged)) return file
  const copy = Buffer.from(file)
  copy[copy.length >> 1] = (copy[copy.length >> 1] as number) ^ 1
  return copy
}

function modelJson(model: OfferedModel, withBlobs: boolean) {
  const siblings = Object.entries(model.files).map(([path, file]) => ({
    rfilename: path,
    ...(withBlobs ? { size: file.length, blobId: blobId(file) } : {}),
    ...(withBlobs && isLarge(path) ? { lfs: { sha256: sha256(file), size: file.length, pointerSize: 134 } } : {}),
  }))
  return { id: 'x', sha: commitOf(model), gated: model.gated ? 'auto' : false, cardData: model.card, siblings }
}

function treeJson(model: OfferedModel) {
  return Object.entries(model.files).map(([path, file]) => ({
    ...{ type: 'file', path, size: file.length, oid: blobId(file) },
    ...(isLarge(path) ? { lfs: { oid: sha256(file), size: file.length, pointerSize: 134 } } : {}),
  }))
}

function refuse(response: ServerResponse, status: number, code?: string) {
  response.writeHead(status, code ? { 'x-error-code': code } : {}).end(JSON.stringify({ error: 'no' }))
}

function sendJson(response: ServerResponse, value: unknown) {
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(value))
}

function isLarge(path: string): boolean {
  return /\.(safetensors|bin|onnx|ckpt)$/.test(path)
}

function commitOf({ files }: OfferedModel): string {
  const hash = createHash('sha1')
  for (const [path, file] of Object.entries(files)) hash.update(path).update(sha256(file))
  return hash.digest('hex')
}

const blobId = remembered((file) => createHash('sha1').update(`blob ${file.length}\0`).update(file).digest('hex'))
const sha256 = remembered((file) => createHash('sha256').update(file).digest('hex'))

/** Hashes the same megabytes once. */
function remembered(hash: (file: Buffer) => string): (file: Buffer) => string {
  const known = new WeakMap<Buffer, string>()
  return (file) => {
    const found = known.get(file) ?? hash(file)
    known.set(file, found)
    return found
  }
}

function filesOf(folder: string): Record<string, Buffer> {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
  const paths = entries.map((entry) => join(entry.parentPath, entry.name))
  return Object.fromEntries(paths.map((path) => [path.slice(folder.length + 1), readFileSync(path)]))
}

async function listening(answer: (request: IncomingMessage, response: ServerResponse) => void): Promise<Server> {
  const server = createServer(answer).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return server
}

function addressOf(server: Server): string {
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return `http://127.0.0.1:${address.port}`
}
