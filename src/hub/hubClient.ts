import type { z } from 'zod'
import { OperatorError } from '#errors/operatorError.ts'
import type { Clock } from '#flow/clock.ts'
import { modelAnswer, treeAnswer } from './hubAnswers.ts'
import { HubHttp, type Opened } from './hubHttp.ts'
import type { HubFile, HubModel } from './hubModel.ts'
import type { Interrupted } from './interrupted.ts'
import { licenceOf } from './licence.ts'
import { onOneLine } from './onOneLine.ts'
import { persevere } from './persevere.ts'
import type { Asked } from './refusal.ts'
import { isSafePath } from './safePath.ts'
import { openWatchdog, type Watchdog } from './watchdog.ts'

export type HubOptions = {
  /** Without a slash at the end. */
  readonly endpoint: string
  readonly token: string | undefined
  readonly clock: Clock
  readonly signal: AbortSignal
  /** Longest silence of the hub, in ms. */
  readonly silenceMs?: number
  /** Before each pause after an interruption. */
  onPause?(reason: string, pauseMs: number): void
}

/** A file at one commit. */
export type Located = { readonly repo: string; readonly commit: string; readonly path: string }

const SILENCE_MS = 30_000
/** Attempts at a small request. */
const TRIES = 4
const MAX_TEXT_BYTES = 16 * 2 ** 20

/** The HTTP API of the Hugging Face Hub, or of one that speaks like it: what a model consists of, and its files. */
export class HubClient {
  readonly #options: HubOptions
  readonly #http: HubHttp

  constructor(options: HubOptions) {
    this.#options = options
    this.#http = new HubHttp(options)
  }

  get endpoint(): string {
    return this.#options.endpoint
  }

  /** The page of a model, for people. */
  pageOf(repo: string): string {
    return `${this.#options.endpoint}/${repo}`
  }

  /**
   * Looks up a model: its commit, licence and files.
   * @throws OperatorError MODEL_NOT_FOUND, HUB_REFUSED or HUB_UNREACHABLE
   */
  async model(repo: string, revision: string): Promise<HubModel> {
    const path = `/api/models/${repo}/revision/${encodeURIComponent(revision)}?blobs=true`
    const answer = await this.#json(path, modelAnswer, this.#asked(repo, revision))
    const described = answer.siblings.map((sibling) => this.#file(repo, sibling))
    const isWhole = described.every(({ bytes }) => bytes !== undefined)
    const files = isWhole ? described : await this.#sized(repo, answer.sha, described)
    const paths = files.map(({ path }) => path)
    const licence = licenceOf(cleaned(answer.cardData ?? {}), paths, this.pageOf(repo), answer.sha)
    return { repo, commit: answer.sha, licence, files }
  }

  /** A small file as text. @throws OperatorError */
  async readText(file: Located): Promise<string> {
    const asked = this.#asked(file.repo, file.commit)
    const pieces = await this.#persevere(async () => {
      using watchdog = openWatchdog(this.#options.clock, this.#silenceMs, this.#options.signal)
      const { body } = await this.open(file, { from: 0, signal: watchdog.signal })
      return await collected(body, `${file.path} of ${asked.repo}`, watchdog)
    })
    return Buffer.concat(pieces).toString('utf8')
  }

  /**
   * Asks for a file, in whole or from byte `from` on. One attempt.
   * @param etag  of the part that is there already: a file that has changed since is sent in whole
   * @throws Interrupted if it may go better next time, OperatorError if not
   */
  async open(
    file: Located,
    options: { from: number; etag?: string | undefined; signal: AbortSignal },
  ): Promise<Opened> {
    const { from, etag, signal } = options
    const range = from > 0 ? { range: `bytes=${from}-`, ...(etag ? { 'if-range': etag } : {}) } : {}
    const path = file.path.split('/').map(encodeURIComponent).join('/')
    const address = `${this.#options.endpoint}/${file.repo}/resolve/${file.commit}/${path}`
    return this.#http.get({ address, headers: range, asked: this.#asked(file.repo, file.commit), signal })
  }

  get #silenceMs(): number {
    return this.#options.silenceMs ?? SILENCE_MS
  }

  #asked(repo: string, revision: string): Asked {
    return { repo, revision, page: this.pageOf(repo), hasToken: this.#options.token !== undefined }
  }

  #file(
    repo: string,
    { rfilename: path, size, lfs, blobId }: z.infer<typeof modelAnswer>['siblings'][number],
  ): HubFile {
    if (!isSafePath(path)) throw this.#outside(repo, path)
    const sha256 = lfs?.sha256 ?? lfs?.oid
    return { path, bytes: lfs?.size ?? size ?? undefined, sha256, blobId: lfs ? undefined : (blobId ?? undefined) }
  }

  #outside(repo: string, path: string): OperatorError {
    const said = `The hub names a file ${JSON.stringify(onOneLine(path))} of ${repo}, which would lie outside its folder.`
    return new OperatorError(
      'HUB_REFUSED',
      `${said} Nothing was downloaded.`,
      `Do not trust ${this.#options.endpoint}.`,
    )
  }

  /** The same files with sizes and hashes, for hubs that list only names; unchanged if it has no such list either. */
  async #sized(repo: string, commit: string, files: readonly HubFile[]): Promise<readonly HubFile[]> {
    const entries = await this.#tree(repo, commit)
    const known = new Map(entries.map((entry) => [entry.path, entry]))
    return files.map((file) => {
      const { size, oid, lfs } = known.get(file.path) ?? {}
      const blobId = !lfs && oid && /^[0-9a-f]{40}$/.test(oid) ? oid : file.blobId
      return { ...file, bytes: lfs?.size ?? size ?? file.bytes, sha256: lfs?.oid ?? file.sha256, blobId }
    })
  }

  async #tree(repo: string, commit: string): Promise<z.infer<typeof treeAnswer>> {
    try {
      const path = `/api/models/${repo}/tree/${commit}?recursive=true`
      return await this.#json(path, treeAnswer, this.#asked(repo, commit))
    } catch (error) {
      if (error instanceof OperatorError && error.code === 'MODEL_NOT_FOUND') return []
      throw error
    }
  }

  async #json<Schema extends z.ZodType>(path: string, schema: Schema, asked: Asked): Promise<z.infer<Schema>> {
    const pieces = await this.#persevere(async () => {
      using watchdog = openWatchdog(this.#options.clock, this.#silenceMs, this.#options.signal)
      const address = `${this.#options.endpoint}${path}`
      const { body } = await this.#http.get({ address, asked, signal: watchdog.signal })
      return await collected(body, 'The answer of the hub', watchdog)
    })
    return this.#checked(Buffer.concat(pieces).toString('utf8'), schema)
  }

  #checked<Schema extends z.ZodType>(text: string, schema: Schema): z.infer<Schema> {
    try {
      return schema.parse(JSON.parse(text))
    } catch (cause) {
      const said = `${this.#options.endpoint} does not answer like a Hugging Face Hub: ${firstLine(cause)}`
      const remedy = 'Check HF_ENDPOINT, and whether a login page of the network stands in the way.'
      throw new OperatorError('HUB_UNREACHABLE', said, remedy, { cause })
    }
  }

  #persevere<T>(attempt: () => Promise<T>): Promise<T> {
    const { clock, signal, endpoint, onPause } = this.#options
    const giveUp = (cause: Interrupted) => unreachable(endpoint, cause)
    return persevere(attempt, { clock, signal, maxTries: TRIES, giveUp, ...(onPause ? { onPause } : {}) })
  }
}

/** The error for a hub that cannot be reached or breaks off again and again. */
export function unreachable(endpoint: string, cause: Interrupted): OperatorError {
  const remedy = 'Check the network and HF_ENDPOINT, then run the same command again: it goes on where it stopped.'
  return new OperatorError('HUB_UNREACHABLE', `${endpoint} cannot be reached: ${cause.message}.`, remedy, { cause })
}

async function collected(body: AsyncIterable<Uint8Array>, what: string, watchdog: Watchdog): Promise<Uint8Array[]> {
  const pieces: Uint8Array[] = []
  let bytes = 0
  for await (const piece of body) {
    watchdog.beat()
    pieces.push(piece)
    bytes += piece.length
    if (bytes <= MAX_TEXT_BYTES) continue
    throw new OperatorError('HUB_UNREACHABLE', `${what} is too large to be true.`, 'Check HF_ENDPOINT.')
  }
  return pieces
}

function firstLine(error: unknown): string {
  if (!(error instanceof Error) || !('issues' in error)) return 'not JSON.'
  const [issue] = error.issues as { path: PropertyKey[]; message: string }[]
  return `${issue?.path.map(String).join('.') || 'answer'}: ${issue?.message}.`
}

type Card = { license?: string | undefined; license_name?: string | undefined; license_link?: string | undefined }

function cleaned(card: Card): { license?: string; license_name?: string; license_link?: string } {
  return Object.fromEntries(Object.entries(card).filter(([, value]) => value !== undefined))
}
