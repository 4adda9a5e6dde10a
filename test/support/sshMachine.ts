import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { eventually } from './eventually.ts'
import { freePort } from './freePorts.ts'
import { systemProgram } from './systemPrograms.ts'

/** A machine that is reached over ssh: a server of its own with its own keys and home, and a systemctl that plays. */
export type SshMachine = AsyncDisposable & {
  readonly port: number
  /** The home of whoever comes in. */
  readonly home: string
  /** What systemctl was told, in order. */
  systemctlCalls(): string[]
  kill(signal: NodeJS.Signals): void
}

export type SshMachineOptions = {
  /** A new folder for all that belongs to it. */
  readonly folder: string
  /** Unit → the line that it runs; a unit without a line only remembers that it runs. */
  readonly units?: Readonly<Record<string, string>>
  /** Text of the public keys that are let in. */
  readonly authorized: string
  readonly port?: number
}

/** Makes a key of its own. @returns the path of the private one */
export function makeKey(folder: string, name: string): string {
  const path = join(folder, name)
  execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', path])
  return path
}

/** A configuration of ssh in a folder, so that nothing of the person who runs the tests is read or written. */
export function sshConfig(folder: string, key?: string): string {
  const path = join(folder, 'ssh_config')
  const identity = key === undefined ? [] : [`  IdentityFile ${key}`, '  IdentitiesOnly yes']
  const lines = [
    'Host *',
    `  UserKnownHostsFile ${join(folder, 'known_hosts')}`,
    '  GlobalKnownHostsFile none',
    ...identity,
  ]
  writeFileSync(path, `${lines.join('\n')}\n`)
  return path
}

/** Starts a machine; it is there when this resolves. */
export async function openSshMachine(options: SshMachineOptions): Promise<SshMachine> {
  const { folder, units = {}, authorized } = options
  const port = options.port ?? (await freePort())
  const home = join(folder, 'home')
  const state = join(folder, 'units')
  for (const path of [join(home, '.ssh'), join(folder, 'bin'), state]) mkdirSync(path, { recursive: true })
  // where sshd, as root, shuts itself in before anybody has come in
  if (process.getuid?.() === 0) mkdirSync('/run/sshd', { recursive: true, mode: 0o755 })
  writeFileSync(join(home, '.ssh/authorized_keys'), authorized, { mode: 0o600 })
  for (const [unit, line] of Object.entries(units)) writeFileSync(join(state, `${unit}.line`), line)
  program(join(folder, 'bin/systemctl'), SYSTEMCTL)
  program(
    join(folder, 'enter'),
    `#!/bin/sh
export HOME='${home}' PATH='${folder}/bin':"$PATH" UNITS='${state}'
cd "$HOME" || exit
exec sh -c "$SSH_ORIGINAL_COMMAND"
`,
  )
  const hostKey = makeKey(folder, `host_key_${port}`)
  writeFileSync(join(folder, 'sshd_config'), configText({ folder, port, home, hostKey }))
  const sshd = spawn(systemProgram('sshd') ?? 'sshd', ['-D', '-e', '-f', join(folder, 'sshd_config')], {
    stdio: 'ignore',
  })
  await eventually(() => answers(port), { what: `an ssh server at ${port}` })
  return {
    ...{ port, home },
    systemctlCalls: () => linesOf(join(state, 'calls')),
    kill: (signal) => void sshd.kill(signal),
    async [Symbol.asyncDispose]() {
      await ended(sshd)
      stopUnits(state, Object.keys(units))
    },
  }
}

type Config = { readonly folder: string; readonly port: number; readonly home: string; readonly hostKey: string }

function configText({ folder, port, home, hostKey }: Config): string {
  return `ListenAddress 127.0.0.1:${port}
HostKey ${hostKey}
AuthorizedKeysFile ${join(home, '.ssh/authorized_keys')}
PidFile none
StrictModes no
UsePAM no
PasswordAuthentication no
KbdInteractiveAuthentication no
PermitRootLogin prohibit-password
ForceCommand ${join(folder, 'enter')}
`
}

/** Keeps the state of units in files, and starts the lines that belong to them. */
const SYSTEMCTL = `#!/bin/sh
[ "$1" = --no-ask-password ] && shift
echo "$*" >>"$UNITS/calls"
verb=$1; shift
is_up() { [ -e "$UNITS/$1.up" ]; }
up() {
  if [ -s "$UNITS/$1.line" ]; then
    setsid sh -c "$(cat "$UNITS/$1.line")" >"$UNITS/$1.log" 2>&1 </dev/null &
    echo $! >"$UNITS/$1.pid"
  fi
  : >"$UNITS/$1.up"
}
down() {
  rm -f "$UNITS/$1.up"
  [ -e "$UNITS/$1.pid" ] || return 0
  pid=$(cat "$UNITS/$1.pid"); rm -f "$UNITS/$1.pid"
  kill -TERM "$pid" 2>/dev/null
  while kill -0 "$pid" 2>/dev/null; do sleep 0.05; done
}
case "$verb" in
  list-unit-files|list-units)
    for file in "$UNITS"/i2i-worker@*.line; do
      [ -e "$file" ] || continue
      echo "$(basename "$file" .line) enabled enabled"
    done ;;
  is-active) if is_up "$1"; then echo active; else echo inactive; exit 3; fi ;;
  show) unit=; for word; do unit=$word; done; echo "{ path=x ; argv[]=$(cat "$UNITS/$unit.line") ; }" ;;
  cat) [ -e "$UNITS/$1.line" ] ;;
  reset-failed) ;;
  start|stop|restart)
    for unit; do
      if [ ! -e "$UNITS/$unit.line" ]; then echo "Unit $unit not found." >&2; exit 5; fi
      [ "$verb" = start ] || down "$unit"
      [ "$verb" = stop ] || up "$unit"
    done ;;
  poweroff) : >"$UNITS/off" ;;
  *) exit 1 ;;
esac
`

function program(path: string, text: string): void {
  writeFileSync(path, text)
  chmodSync(path, 0o755)
}

function linesOf(path: string): string[] {
  try {
    return readFileSync(path, 'utf8').trimEnd().split('\n')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return []
    throw error
  }
}

function stopUnits(state: string, units: readonly string[]): void {
  if (!existsSync(state)) throw new Error(`${state} went before its machine: what it ran goes on, unknown to anybody`)
  for (const [pid] of units.map((unit) => linesOf(join(state, `${unit}.pid`)))) {
    if (pid) killSession(Number(pid))
  }
}

/** A unit's shell leads a session of its own. */
function killSession(leader: number): void {
  try {
    process.kill(-leader, 'SIGKILL')
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error
  }
}

function answers(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1')
  return new Promise((resolve) => {
    socket
      .once('data', () => resolve(true))
      .once('error', () => resolve(false))
      .setTimeout(500, () => resolve(false))
  }).then((isThere) => {
    socket.destroy()
    return isThere === true
  })
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const exit = once(child, 'exit')
  child.kill('SIGCONT')
  child.kill('SIGTERM')
  await exit
}
