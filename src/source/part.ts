import type { Capture } from '#frame/capture.ts'
import type { Source } from './source.ts'

type Answer = IteratorResult<Capture, void>

/** One source of those that follow each other, and the picture that was asked of it. */
export class Part {
  readonly source: Source
  /** It is closed, or being closed. */
  isOver = false
  readonly #captures: AsyncIterator<Capture, void>
  #isAsked = false
  #answer: Answer | undefined
  #failure: { readonly error: unknown } | undefined
  #onAnswer: () => void = () => undefined

  constructor(source: Source) {
    this.source = source
    this.#captures = source[Symbol.asyncIterator]()
  }

  /** Asks for the next picture, unless that is on its way; `onAnswer` is called when it is there, or has failed. */
  ask(onAnswer: () => void): void {
    if (this.#answer || this.#failure) return onAnswer()
    this.#onAnswer = onAnswer
    if (this.#isAsked) return
    this.#isAsked = true
    // one pair of listeners for each picture: a race of promises would pile them up on one that never comes
    const settle = () => {
      this.#isAsked = false
      this.#onAnswer()
    }
    this.#captures.next().then(
      (answer) => {
        this.#answer = answer
        settle()
      },
      (error) => {
        this.#failure = { error }
        settle()
      },
    )
  }

  /** What was asked for, once; undefined if it has not come. @throws what the source threw, unless it is over */
  take(): Answer | undefined {
    const answer = this.#answer
    this.#answer = undefined
    if (this.#failure && !this.isOver) throw this.#failure.error
    return answer
  }

  /** Waits for the first picture, and leaves it to be taken. @throws Error when there is none */
  async firstAnswer(): Promise<void> {
    await new Promise<void>((resolve) => this.ask(resolve))
    if (this.#failure) throw this.#failure.error
    if (this.#answer?.done) throw new Error(`${this.source.state.name} has ended without a picture.`)
  }
}
