import { mkdir, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { OperatorError } from '#errors/operatorError.ts'
import type { Clock } from '#flow/clock.ts'
import { diskError } from './diskError.ts'
import { gitBlobOf } from './fileHash.ts'
import { type HubClient, type Located, unreachable } from './hubClient.ts'
import type { Opened } from './hubHttp.ts'
import { Interrupted } from './interrupted.ts'
import { PartFile } from './partFile.ts'
import { persevere } from './persevere.ts'
import { openWatchdog } from './watchdog.ts'

/** A file to be downloaded. */
export type Wanted = {
  readonly source: Located
  /** Where it grows; what is there already is continued. */
  readonly part: string
  readonly bytes: number | undefined
  readonly sha256: string | undefined
  readonly blobId: string | undefined
}

/** What has arrived. */
export type Arrived = { readonly bytes: number; readonly sha256: string }

export type DownloadOptions = {
  readonly hub: HubClient
  readonly clock: Clock
  readonly signal: AbortSignal
  /** Longest time without a byte, in ms. */
  readonly silenceMs?: number
  /** So many attempts in a row may end without a new byte. */
  readonly maxTries?: number
  /** How much of the file is here, and its size as far as it is known; may go back when a download starts over. */
  onBytes?(bytes: number, total: number | undefined): void
  onPause?(reason: string, pauseMs: number): void
}

const SILENCE_MS = 30_000
const MAX_TRIES = 6

/**
 * Downloads one file into its part, however often the connection breaks, and checks it against its hash. The part is
 * closed and complete then, and still has to be renamed.
 * @throws OperatorError HUB_UNREACHABLE, HUB_REFUSED, DOWNLOAD_DAMAGED, DISK_FULL, OUTPUT_UNWRITABLE; what has arrived
 *   stays, except when it is damaged
 */
export async function downloadFile(wanted: Wanted, options: DownloadOptions): Promise<Arrived> {
  await mkdir(dirname(wanted.part), { recursive: true }).catch((error) => {
    throw diskError(error, dirname(wanted.part))
  })
  const first = await downloadOnce(wanted, options)
  if (!first.problem) return first.arrived
  await rm(wanted.part, { force: true })
  // what an earlier run has left may have been the damaged piece
  const second = first.wasContinued ? await downloadOnce(wanted, options) : first
  if (!second.problem) return second.arrived
  await rm(wanted.part, { force: true })
  const said = `${wanted.source.path} of ${wanted.source.repo} has arrived damaged: ${second.problem}.`
  throw new OperatorError('DOWNLOAD_DAMAGED', said, 'Run the same command again: only this file is fetched.')
}

async function downloadOnce(wanted: Wanted, options: DownloadOptions) {
  await using part = await PartFile.open(wanted.part, options.signal)
  const filling = new Filling(part, wanted, options)
  const wasContinued = part.bytes > 0
  await persevere(() => filling.attempt(), {
    clock: options.clock,
    signal: options.signal,
    maxTries: options.maxTries ?? MAX_TRIES,
    progress: () => filling.furthest,
    giveUp: (cause) => unreachable(options.hub.endpoint, cause),
    ...(options.onPause ? { onPause: options.onPause } : {}),
  })
  await part.sync()
  const arrived = { bytes: part.bytes, sha256: part.sha256() }
  return { arrived, wasContinued, problem: await problemOf(part.path, arrived, wanted) }
}

/** What is wrong with a file that has arrived; undefined if nothing is. */
async function problemOf(path: string, { bytes, sha256 }: Arrived, wanted: Wanted): Promise<string | undefined> {
  if (wanted.bytes !== undefined && bytes !== wanted.bytes) return `it has ${bytes} bytes instead of ${wanted.bytes}`
  if (wanted.sha256 && sha256 !== wanted.sha256) return `its SHA-256 is ${sha256} instead of ${wanted.sha256}`
  if (!wanted.blobId || wanted.sha256) return undefined
  const blob = await gitBlobOf(path)
  return blob === wanted.blobId ? undefined : `its git hash is ${blob} instead of ${wanted.blobId}`
}

/** One part being filled over several connections. */
class Filling {
  /** The most that was ever there: a server that always starts over makes no progress. */
  furthest: number
  readonly #part: PartFile
  readonly #wanted: Wanted
  readonly #options: DownloadOptions
  #etag: string | undefined
  #total: number | undefined

  constructor(part: PartFile, wanted: Wanted, options: DownloadOptions) {
    this.#part = part
    this.#wanted = wanted
    this.#options = options
    this.#total = wanted.bytes
    this.furthest = part.bytes
  }

  /** Gets what is missing, from one connection. @throws Interrupted when it breaks */
  async attempt(): Promise<void> {
    const { clock, signal, silenceMs = SILENCE_MS, hub } = this.#options
    if (this.#total !== undefined && this.#part.bytes > this.#total) await this.#part.restart()
    this.#tell()
    if (this.#total !== undefined && this.#part.bytes === this.#total) return
    using watchdog = openWatchdog(clock, silenceMs, signal)
    const from = this.#part.bytes
    const opened = await hub.open(this.#wanted.source, { from, etag: this.#etag, signal: watchdog.signal })
    await this.#prepareFor(opened, from)
    for await (const piece of opened.body) {
      watchdog.beat()
      await this.#take(piece)
    }
    const missing = (this.#total ?? this.#part.bytes) - this.#part.bytes
    if (missing > 0) throw new Interrupted(`the connection ended ${missing} bytes too early`)
  }

  async #take(piece: Uint8Array): Promise<void> {
    await this.#part.append(piece)
    this.furthest = Math.max(this.furthest, this.#part.bytes)
    this.#tell()
    if (this.#total !== undefined && this.#part.bytes > this.#total) throw this.#otherSize(`more than ${this.#total}`)
  }

  /** Brings the part to where the answer begins, and learns the size. */
  async #prepareFor({ status, headers }: Opened, from: number): Promise<void> {
    const [, start, total] = /^bytes (\d+)-\d+\/(\d+)$/.exec(headers.get('content-range') ?? '') ?? []
    const isContinued = status === 206 && Number(start) === from
    if (!isContinued && from > 0) await this.#part.restart()
    if (status !== 200 && !isContinued) {
      this.#etag = undefined
      throw new Interrupted('the hub does not continue the file, which starts over')
    }
    this.#etag = strong(headers.get('etag'))
    const size = status === 206 ? total : (headers.get('content-length') ?? undefined)
    if (size === undefined || headers.get('content-encoding')) return
    if (this.#wanted.bytes !== undefined && Number(size) !== this.#wanted.bytes) throw this.#otherSize(size)
    this.#total = Number(size)
  }

  #otherSize(size: string): OperatorError {
    const { path, repo } = this.#wanted.source
    const said = `The hub lists ${path} of ${repo} with ${this.#total} bytes, and sends ${size}.`
    return new OperatorError(
      'DOWNLOAD_DAMAGED',
      said,
      'Run the same command again; if it stays, the model there is broken.',
    )
  }

  #tell(): void {
    this.#options.onBytes?.(this.#part.bytes, this.#total)
  }
}

/** Only a strong tag says that the bytes are the same. */
function strong(etag: string | null): string | undefined {
  return etag && !etag.startsWith('W/') ? etag : undefined
}
