import { reasonOf } from '#errors/operatorError.ts'
import type { Clock } from '#flow/clock.ts'
import { InvalidValue } from '#settings/field.ts'
import type { SettingsStore } from '#settings/store.ts'
import type { Log } from '#telemetry/log.ts'
import { withinTime } from './withinTime.ts'

export type ListedCamera = { readonly id: string; readonly name: string }

export type CameraListOptions = {
  /** The cameras of this machine. */
  readonly cameras: () => Promise<readonly ListedCamera[]>
  readonly clock: Clock
  readonly log: Log
}

const LIMIT_MS = 3000

/**
 * The cameras as they were listed last. What the network gives as `camera` is held against them, since another program is
 * told to open it.
 */
export class CameraList {
  readonly #options: CameraListOptions
  #listed: readonly ListedCamera[] | undefined
  #underWay: Promise<readonly ListedCamera[]> | undefined

  constructor(options: CameraListOptions) {
    this.#options = options
  }

  /** The cameras as they are now. @throws OperatorError DIRECTORY_UNREADABLE if the system does not say within 3 s */
  all(): Promise<readonly ListedCamera[]> {
    const listing = this.#list()
    return withinTime(() => listing, { ms: LIMIT_MS, clock: this.#options.clock, what: 'The list of cameras' })
  }

  /**
   * From now on `camera` takes listed cameras only, whatever door the value comes through: by number, by name or by a part of
   * the name. The one of the start may come back at any time; until the first list is there it is the only one.
   */
  guard(settings: SettingsStore): void {
    const initial = settings.current.camera
    settings.guard('camera', (wanted) => {
      if (wanted === initial || this.#isListed(wanted)) return wanted
      // it may just have been plugged in: the next try finds it
      this.refresh()
      throw this.#refusal(wanted)
    })
  }

  /** Has the cameras listed anew, without anybody waiting for it. */
  refresh(): void {
    this.#list().catch((error) => this.#options.log.warn(`The cameras cannot be listed: ${reasonOf(error)}`))
  }

  #list(): Promise<readonly ListedCamera[]> {
    this.#underWay ??= this.#listOnce().finally(() => {
      this.#underWay = undefined
    })
    return this.#underWay
  }

  async #listOnce(): Promise<readonly ListedCamera[]> {
    this.#listed = await this.#options.cameras()
    return this.#listed
  }

  #isListed(wanted: string): boolean {
    const word = wanted.trim().toLowerCase()
    // a part of a name, but never a path: that would be opened as it is
    const isMeant = ({ id, name }: ListedCamera) => id.toLowerCase() === word || name.toLowerCase().includes(word)
    return word !== '' && !word.startsWith('/') && (this.#listed ?? []).some(isMeant)
  }

  #refusal(wanted: string): InvalidValue {
    const known = (this.#listed ?? []).map(({ id, name }) => `${id} (${name})`).join(', ')
    const range = `a camera of the list: ${known || 'there is none yet'}; one that was just plugged in is there at the next try`
    return new InvalidValue('camera', wanted, range)
  }
}
