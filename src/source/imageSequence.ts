import { isAbsolute, relative } from 'node:path'
import type { Capture } from '#frame/capture.ts'
import type { SettingsChange, SettingsReader } from '#settings/store.ts'
import { Cadence, type Schedule } from './cadence.ts'
import { Condition } from './condition.ts'
import { FolderChange, type FolderChangeOptions } from './folderChange.ts'
import { captureOf } from './picture.ts'
import { PictureFiles } from './pictureFiles.ts'
import { Playlist, type Shown } from './playlist.ts'
import { PngToJpeg } from './pngToJpeg.ts'
import { Refusals } from './refusals.ts'
import type { Source, SourceOptions, SourceState } from './source.ts'
import { sourceOf } from './sourceOf.ts'

export type ImageSequenceOptions = SourceOptions & {
  /** `directory`, `fps`, `paused` and `position` are followed live. */
  readonly settings: SettingsReader
  /** asap: no pacing, the next picture as soon as it is asked for. */
  readonly schedule?: Schedule | undefined
}

/**
 * A folder of JPEGs and PNGs, played in a loop in natural order; `index` is the place in the folder.
 * While paused the same picture keeps coming with new times, so that a change of the prompt is still seen.
 * @throws OperatorError DIRECTORY_UNREADABLE when there is nothing to play; later the show goes on with what there is
 */
export async function openImageSequence(options: ImageSequenceOptions): Promise<Source> {
  const png = new PngToJpeg()
  try {
    const sequence = await ImageSequence.open(options, png)
    return sourceOf({
      signal: options.signal,
      state: () => sequence.state,
      read: (signal) => sequence.read(signal),
      async close() {
        sequence.close()
        await png[Symbol.asyncDispose]()
      },
    })
  } catch (error) {
    await png[Symbol.asyncDispose]()
    throw error
  }
}

class ImageSequence {
  readonly #options: ImageSequenceOptions
  readonly #wanted: Condition
  readonly #change: FolderChange
  readonly #stopListening: () => void
  #cadence: Cadence | undefined
  #playlist: Playlist
  #jump: number | undefined
  #isFresh = true

  static async open(options: ImageSequenceOptions, png: PngToJpeg): Promise<ImageSequence> {
    const refusals = new Refusals(options)
    const open = (path: string, position: number) =>
      Playlist.open({
        path,
        position,
        clock: options.clock,
        log: options.log,
        files: new PictureFiles({ clock: options.clock, maxPixels: options.maxPixels, png }),
        refusals,
      })
    const { directory, position } = options.settings.current
    return new ImageSequence(options, await open(directory, position), open)
  }

  private constructor(options: ImageSequenceOptions, playlist: Playlist, open: FolderChangeOptions['open']) {
    this.#options = options
    this.#playlist = playlist
    this.#wanted = new Condition(options)
    const onReady = () => this.#cadence?.hurry()
    this.#change = new FolderChange({ clock: options.clock, condition: this.#wanted, open, onReady })
    this.#stopListening = options.settings.onChange(({ changed }) => this.#follow(changed))
  }

  get state(): SourceState {
    const wellness = this.#wanted.now.isHealthy ? this.#playlist.wellness : this.#wanted.now
    const { path, length, current } = this.#playlist
    return { name: `folder ${shortest(path)}`, ...wellness, index: current.index, length }
  }

  async *read(signal: AbortSignal): AsyncGenerator<Capture, void, undefined> {
    const { clock, crop, schedule, settings } = this.#options
    this.#cadence = new Cadence({ clock, signal, schedule, fps: () => settings.current.fps })
    try {
      for (;;) {
        const mono = await this.#cadence.next()
        if (mono === undefined) return
        const shown = await this.#next()
        if (signal.aborted) return
        yield captureOf(shown, { index: shown.index, mono, clock, crop })
      }
    } finally {
      this.close()
    }
  }

  close(): void {
    this.#stopListening()
    this.#change.forget()
  }

  #follow(changed: SettingsChange['changed']): void {
    const { directory, position } = changed
    if (directory !== undefined) this.#followDirectory(directory, position ?? 0)
    else if (position !== undefined) this.#jump = position
    if (position !== undefined || changed.paused !== undefined) this.#cadence?.hurry()
    if (changed.fps !== undefined) this.#cadence?.rateChanged()
  }

  #followDirectory(path: string, position: number): void {
    if (path === this.#playlist.path) this.#change.forget()
    else this.#change.want(path, position)
  }

  async #next(): Promise<Shown> {
    const changed = this.#change.take()
    if (changed) this.#begin(changed)
    const shown = await this.#move()
    // when nothing can be read just now, the last picture stays
    return shown ?? this.#playlist.current
  }

  #begin(playlist: Playlist): void {
    this.#playlist = playlist
    this.#isFresh = true
  }

  #move(): Promise<Shown | undefined> | undefined {
    if (this.#jump !== undefined) {
      const position = this.#jump
      this.#jump = undefined
      return this.#playlist.jump(position)
    }
    const stays = this.#isFresh || this.#options.settings.current.paused
    this.#isFresh = false
    return stays ? undefined : this.#playlist.advance()
  }
}

/** A path as people write it: relative to where the program was started, if it lies below. */
function shortest(path: string): string {
  const fromHere = relative('', path)
  return fromHere === '' || fromHere.startsWith('..') || isAbsolute(fromHere) ? path : fromHere
}
