import { setTimeout as delay } from 'node:timers/promises'
import { MAIN, type Program, startProgram } from '#test/running.ts'

/** As the units of services say: RestartSec. */
const RESTART_MS = 1000

/** A program that is started again when it ends, as systemd does. */
export type Kept = AsyncDisposable & {
  /** The one that is running now. */
  readonly program: Program
  /** How often it was started. */
  readonly starts: number
  /** What all of them have said. */
  said(): string
}

export type KeepOptions = {
  readonly args: readonly string[]
  readonly environment?: Readonly<Record<string, string>> | undefined
  readonly cwd?: string | undefined
  /** As for `startProgram`. */
  readonly through?: readonly string[] | undefined
}

/** Keeps one of our programs running until it is disposed of. */
export function keepRunning({ args, environment = {}, cwd, through }: KeepOptions): Kept {
  let isOver = false
  let starts = 0
  let before = ''
  let program = start()
  const keeping = keep()

  function start(): Program {
    starts++
    return startProgram([MAIN, ...args], environment, { through, cwd })
  }
  async function keep(): Promise<void> {
    for (;;) {
      await program.ended
      if (isOver) return
      before += program.said()
      await delay(RESTART_MS)
      if (isOver) return
      program = start()
    }
  }
  return {
    get program() {
      return program
    },
    get starts() {
      return starts
    },
    said: () => before + program.said(),
    async [Symbol.asyncDispose]() {
      isOver = true
      await program.stop()
      await keeping
      await program.stop()
    },
  }
}
