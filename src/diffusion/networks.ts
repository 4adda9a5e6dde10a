import type { Checkpoint } from '#checkpoint/checkpoint.ts'
import { decodeGraph } from '#model/autoencoder/decodeGraph.ts'
import { encodeGraph } from '#model/autoencoder/encodeGraph.ts'
import { denoiseGraph } from '#model/unet/denoiseGraph.ts'
import type { Dialect } from '#onnx/dialect.ts'
import { LatentGrid } from './latentGrid.ts'
import { promptShapeOf } from './promptShape.ts'
import { type Device, openSession, type Session } from './session.ts'
import type { Shape } from './shape.ts'

export type NetworksOptions = {
  readonly checkpoint: Checkpoint
  readonly device: Device
  readonly dialect: Dialect
  /** Sessions that are kept; on a GPU each holds its own copy of the weights. */
  readonly keep: number
}

/** The networks of a model as sessions, made once for each shape; those that were not used for longest are closed. */
export class Networks implements AsyncDisposable {
  readonly #options: NetworksOptions
  readonly #open = new Map<string, Promise<Session>>()

  constructor(options: NetworksOptions) {
    this.#options = options
  }

  /** Pictures to scaled latents. */
  encoder(shape: Shape): Promise<Session> {
    const { checkpoint, dialect } = this.#options
    const graph = () => encodeGraph({ ...checkpoint.autoencoder, dialect, ...shape })
    return this.#session(`encode ${textOf(shape)}`, graph, isSmall(checkpoint.autoencoder))
  }

  /** One step. */
  denoiser(shape: Shape, { guidance }: { guidance: boolean }): Promise<Session> {
    const { checkpoint, dialect } = this.#options
    const latents = new LatentGrid(checkpoint.autoencoder.config).sides(shape)
    const prompt = { guidance, ...promptShapeOf(checkpoint) }
    return this.#session(`denoise ${textOf(shape)} ${guidance}`, () =>
      denoiseGraph({ ...checkpoint.unet, dialect, count: shape.count, ...latents, ...prompt }),
    )
  }

  /** Latents to pictures. */
  decoder(shape: Shape): Promise<Session> {
    const { checkpoint, dialect } = this.#options
    const graph = () => decodeGraph({ ...checkpoint.autoencoder, dialect, ...shape })
    return this.#session(`decode ${textOf(shape)}`, graph, isSmall(checkpoint.autoencoder))
  }

  /** Closes everything; the next use makes it again. This is what helps after a device was lost. */
  async clear(): Promise<void> {
    const open = [...this.#open.values()]
    this.#open.clear()
    for (const session of open) await close(session)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.clear()
  }

  async #session(key: string, graph: () => Uint8Array, repack = false): Promise<Session> {
    const known = this.#open.get(key)
    // to the end of the list: it is the youngest now
    this.#open.delete(key)
    const session = known ?? openSession(graph(), this.#options.device, { repack })
    this.#open.set(key, session)
    if (!known) session.catch(() => this.#open.delete(key))
    while (this.#open.size > this.#options.keep) await this.#closeOldest()
    return session
  }

  async #closeOldest(): Promise<void> {
    const [[key, session]] = this.#open
    this.#open.delete(key)
    await close(session)
  }
}

/** A copy of the weights of TAESD takes 5 MB, and its convolutions a quarter less time. */
export function isSmall({ config }: Checkpoint['autoencoder']): boolean {
  return config._class_name === 'AutoencoderTiny'
}

function textOf({ count, heightPx, widthPx }: Shape): string {
  return `${count}x${heightPx}x${widthPx}`
}

async function close(session: Promise<Session>): Promise<void> {
  // a session that could not be opened has told its user so
  const opened = await session.catch(() => undefined)
  await opened?.[Symbol.asyncDispose]()
}
