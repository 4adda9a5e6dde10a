import { spawn } from 'node:child_process'
import { once } from 'node:events'
import type { TestContext } from 'node:test'
import { fileURLToPath } from 'node:url'
import { onPath } from '../../scripts/setup/systemPackages.mjs'
import { Screen } from './screen.ts'

const MAIN = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url))

/** Runs a program in a terminal of `columns` and passes on what is typed and what is shown; ends with its exit code. */
const RELAY = `
import os, pty, sys
def shown(fd):
    try: return os.read(fd, 65536)
    except OSError: return b''
program = ['sh', '-c', 'stty cols "$0" rows 24; "$@"; code=$?; stty -a | grep -q " icanon" && echo "[in order]"; exit $code']
sys.exit(os.waitstatus_to_exitcode(pty.spawn(program + sys.argv[1:], shown)))
`

/** For `test(title, { skip: skipWithoutTerminal }, …)`. */
export const skipWithoutTerminal = onPath('python3') ? false : 'needs python3 for a pseudo-terminal'

/** A chat in a real terminal. */
export type ChatTerminal = {
  readonly screen: Screen
  /** Everything that was shown, with its control characters. */
  readonly raw: () => string
  type(text: string): void
  readonly ended: Promise<number | null>
}

export type TerminalWish = { readonly columns?: number; readonly env?: NodeJS.ProcessEnv }

/** Opens a terminal with a chat in it; it ends with the test. */
export function openChatTerminal(t: TestContext, args: readonly string[], wish: TerminalWish = {}): ChatTerminal {
  const { columns = 100, env = {} } = wish
  const program = [process.execPath, MAIN, 'chat', ...args]
  // Node takes the terminals of build servers, which set CI, for colourless
  const { NO_COLOR: _, FORCE_COLOR: _force, CI: _ci, ...inherited } = process.env
  const child = spawn('python3', ['-c', RELAY, String(columns), ...program], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { ...inherited, TERM: 'xterm-256color', ...env },
  })
  const screen = new Screen(columns)
  let raw = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    raw += text
    screen.write(text)
  })
  const ended = once(child, 'close').then(([code]) => code as number | null)
  t.after(async () => {
    child.kill()
    await ended
  })
  return { screen, raw: () => raw, type: (text) => void child.stdin.write(text), ended }
}
