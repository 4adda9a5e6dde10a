import { ask, type Method, Refusal } from './ask.ts'

const UNAUTHORIZED = 401

export type AccessState = {
  /** Whether changes need a token that this page has not given yet. */
  readonly isLocked: boolean
  /** Whether the token is being asked for right now. */
  readonly isAsking: boolean
}

/** Sends changes to the server. If they need the operator's token, it is asked for once and the changes are repeated. */
export class Access {
  #state: AccessState = { isLocked: false, isAsking: false }
  #asking: { readonly granted: Promise<boolean>; readonly end: (isGranted: boolean) => void } | undefined
  readonly #onChange: (state: AccessState) => void

  constructor(onChange: (state: AccessState) => void) {
    this.#onChange = onChange
  }

  /** Finds out whether changes will need a token. Nothing is said if the server cannot be reached. */
  async look(): Promise<void> {
    const { required, granted } = await ask<{ required: boolean; granted: boolean }>('GET', '/api/access').catch(
      () => ({
        required: false, // the first change will tell
        granted: false,
      }),
    )
    this.#update({ isLocked: required && !granted })
  }

  /** @throws Refusal */
  async change<T>(method: Method, path: string, body?: unknown): Promise<T> {
    try {
      return await ask<T>(method, path, body)
    } catch (error) {
      if (!(error instanceof Refusal) || error.status !== UNAUTHORIZED) throw error
      if (!(await this.unlock())) throw error
      return ask<T>(method, path, body)
    }
  }

  /** Asks for the token, whoever wants it and however often. @returns whether it was given */
  unlock(): Promise<boolean> {
    this.#asking ??= this.#open()
    return this.#asking.granted
  }

  /** Gives the token that somebody has typed. @throws Refusal if it is not the right one */
  async give(token: string): Promise<void> {
    await ask('POST', '/api/login', { token })
    this.#close(true)
  }

  /** Goes on without a token: looking is free. */
  decline(): void {
    this.#close(false)
  }

  #open() {
    let end: (isGranted: boolean) => void = () => {}
    const granted = new Promise<boolean>((resolve) => {
      end = resolve
    })
    this.#update({ isLocked: true, isAsking: true })
    return { granted, end }
  }

  #close(isGranted: boolean): void {
    this.#update({ isLocked: !isGranted, isAsking: false })
    this.#asking?.end(isGranted)
    this.#asking = undefined
  }

  #update(changes: Partial<AccessState>): void {
    this.#state = { ...this.#state, ...changes }
    this.#onChange(this.#state)
  }
}
