/** After this long nothing is left to say, in ms; less than `main` gives forgotten handles. */
const SAID_WITHIN_MS = 100

/** A batch on the CPU can take minutes: its thread keeps the process, and `process.exit` waits for it. A signal does not. */
export function endSoon(): void {
  const end = () => {
    process.removeAllListeners('SIGINT')
    process.kill(process.pid, 'SIGINT')
  }
  setTimeout(end, SAID_WITHIN_MS).unref()
}
