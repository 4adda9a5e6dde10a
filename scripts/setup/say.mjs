// @ts-check

/** Thrown when the set-up cannot go on: `message` says what happened, `remedy` what to do. */
export class SetupError extends Error {
  /**
   * @param {string} message
   * @param {string} remedy
   * @param {string} [details] output of a program, shown before the sentence
   */
  constructor(message, remedy, details = '') {
    super(message)
    this.remedy = remedy
    this.details = details
  }
}

/** Thrown when a signal ended the set-up: an orderly end, nothing to complain about. */
export class Stopped extends Error {}

/**
 * Tells the person at the terminal what is happening; stdout stays free for results.
 * @param {string} sentence
 */
export function say(sentence) {
  process.stderr.write(`${sentence}\n`)
}

/**
 * Runs a whole script and ends the process with the right code: 2 and a sentence for a `SetupError`.
 *
 * @param {() => Promise<number | void>} script returns the exit code
 * @param {{ stoppedCode?: number }} [options] exit code when a signal ended it
 */
export async function runScript(script, { stoppedCode = 0 } = {}) {
  try {
    process.exitCode = (await script()) ?? 0
  } catch (error) {
    if (error instanceof Stopped) {
      process.exitCode = stoppedCode
      return
    }
    if (!(error instanceof SetupError)) throw error
    if (error.details) say(error.details.trimEnd())
    say(`${error.message} ${error.remedy}`)
    process.exitCode = 2
  }
}
