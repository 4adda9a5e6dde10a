import { installCommand, systemPrograms } from '../../scripts/setup/systemPackages.mjs'

/** Programs outside npm that a test may need. */
export type ProgramName =
  | 'ffmpeg'
  | 'chromium'
  | 'swiftshader'
  | 'xvfb'
  | 'xdotool'
  | 'sdl'
  | 'faketime'
  | 'ip'
  | 'systemd'
  | 'gsettings'
  | 'python-zmq'
  | 'sshd'
  | 'promtool'

const found = new Map<ProgramName, string | undefined>()

/** The path of a program on this machine, or undefined. `python-zmq` is a Python that has pyzmq and msgpack. */
export function systemProgram(name: ProgramName): string | undefined {
  if (!found.has(name)) found.set(name, systemPrograms[name]?.find())
  return found.get(name)
}

/** For `test(title, { skip: skipWithout('ffmpeg') }, …)`: false, or why it is skipped and the command that mends it. */
export function skipWithout(...names: readonly ProgramName[]): false | string {
  const missing = names.filter((name) => systemProgram(name) === undefined)
  if (missing.length === 0) return false
  const programs = missing.map((name) => systemPrograms[name])
  const labels = programs.map((program) => program?.label).join(' and ')
  return `needs ${labels}: ${installCommand(programs.flatMap((program) => program?.packages ?? []))}`
}
