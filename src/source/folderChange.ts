import { reasonOf } from '#errors/operatorError.ts'
import type { Clock } from '#flow/clock.ts'
import type { Condition } from './condition.ts'
import type { Playlist } from './playlist.ts'

export type FolderChangeOptions = {
  readonly clock: Clock
  /** Told what is wrong with the folder that is wanted. */
  readonly condition: Condition
  readonly open: (path: string, position: number) => Promise<Playlist>
  readonly onReady: () => void
}

const RETRY_MS = 2000

/**
 * Gets another folder ready while the current one plays, so that the change shows no gap.
 * A folder that cannot be played is tried again until it can, or until another is wanted.
 */
export class FolderChange {
  readonly #options: FolderChangeOptions
  #attempt = new AbortController()
  #ready: Playlist | undefined

  constructor(options: FolderChangeOptions) {
    this.#options = options
  }

  /** Begins to open a folder; one that was wanted before is forgotten. */
  want(path: string, position: number): void {
    this.forget()
    this.#attempt = new AbortController()
    void this.#open(path, position, this.#attempt.signal)
  }

  /** Wants nothing any more. */
  forget(): void {
    this.#attempt.abort()
    this.#ready = undefined
    this.#options.condition.clear('The folder that cannot be played is no longer wanted.')
  }

  /** The folder that has become ready, once. */
  take(): Playlist | undefined {
    const ready = this.#ready
    this.#ready = undefined
    return ready
  }

  async #open(path: string, position: number, signal: AbortSignal): Promise<void> {
    const { clock, condition, open, onReady } = this.#options
    while (!signal.aborted) {
      try {
        const playlist = await open(path, position)
        if (signal.aborted) return
        this.#ready = playlist
        condition.clear(`The folder ${path} can be played now.`)
        return onReady()
      } catch (error) {
        if (!signal.aborted) condition.report(`${reasonOf(error)} The one before keeps playing.`)
      }
      await clock.until(clock.now() + RETRY_MS, signal)
    }
  }
}
