import type { SettingName, Settings } from './server.ts'

type Wish = { readonly value: unknown; readonly inFlight: number; readonly isHeld: boolean }

const nobodysWish: Wish = { value: undefined, inFlight: 0, isHeld: false }

/**
 * What somebody at this page has asked for and the server has not confirmed yet. It is shown in place of what the server
 * says, so that a slider under a finger stays there and a button that was pressed looks pressed.
 */
export class Wishes {
  readonly #wishes = new Map<SettingName, Wish>()
  readonly #later: (then: () => void) => void
  readonly #onChange: () => void

  /** @param later calls back after long enough for an event to arrive that follows an answer */
  constructor({ later, onChange }: { later: (then: () => void) => void; onChange: () => void }) {
    this.#later = later
    this.#onChange = onChange
  }

  /** The settings as this page shows them. */
  over(settings: Settings): Settings {
    if (this.#wishes.size === 0) return settings
    const wished = [...this.#wishes].filter(([, { value }]) => value !== undefined)
    return { ...settings, ...Object.fromEntries(wished.map(([name, { value }]) => [name, value])) }
  }

  /** A value is on its way to the server. `settle` is to be called once for it. */
  wish(name: SettingName, value: unknown): void {
    this.#update(name, ({ inFlight, isHeld }) => ({ value, inFlight: inFlight + 1, isHeld }))
  }

  /** A value has arrived, was overtaken, or was refused: then what the server says is shown again. */
  settle(name: SettingName, { isRefused = false } = {}): void {
    this.#update(name, (wish) => {
      const inFlight = Math.max(0, wish.inFlight - 1)
      const isOver = isRefused && inFlight === 0 && !wish.isHeld
      return { ...wish, inFlight, value: isOver ? undefined : wish.value }
    })
    this.#forgetSoon(name)
  }

  /** A control is under a finger from now on. */
  hold(name: SettingName): void {
    this.#update(name, (wish) => ({ ...wish, isHeld: true }))
  }

  letGo(name: SettingName): void {
    if (!this.#wishes.get(name)?.isHeld) return
    this.#update(name, (wish) => ({ ...wish, isHeld: false }))
    this.#forgetSoon(name)
  }

  /** The server has told of changes: what was wished for has come true, or somebody else wants something else. */
  heard(changed: Partial<Settings>): void {
    for (const name of Object.keys(changed) as SettingName[]) {
      const wish = this.#wishes.get(name)
      if (wish && wish.inFlight === 0 && !wish.isHeld) this.#wishes.delete(name)
    }
  }

  #update(name: SettingName, next: (wish: Wish) => Wish): void {
    this.#wishes.set(name, next(this.#wishes.get(name) ?? nobodysWish))
    this.#onChange()
  }

  /** The event that tells of a change may be on its way when the answer is here. */
  #forgetSoon(name: SettingName): void {
    const settled = this.#wishes.get(name)
    this.#later(() => {
      const wish = this.#wishes.get(name)
      if (!wish || wish !== settled || wish.inFlight > 0 || wish.isHeld) return
      this.#wishes.delete(name)
      this.#onChange()
    })
  }
}
