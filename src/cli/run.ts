import { CommanderError } from 'commander'
import { VERSION } from '#app/version.ts'
import { OperatorError } from '#errors/operatorError.ts'
import { systemClock } from '#flow/clock.ts'
import { normaliseArguments } from './arguments.ts'
import type { Command } from './command.ts'
import { allFields, commands } from './commands.ts'
import { complain } from './complain.ts'
import { readDotEnv, strangeVariables } from './environment.ts'
import { type Given, readGiven } from './given.ts'
import { surviveLostTerminal, untilStopped } from './lifetime.ts'
import { nearest } from './nearest.ts'
import { programOf } from './program.ts'

const VERSION_FLAGS = ['-v', '--version']
const PARSER_WORDS = ['help', '-h', '--help', ...VERSION_FLAGS]

/**
 * Runs one command line to its end.
 * @param args what stands after `i2i`
 * @returns the exit code: 0 ended in order, 2 a mistake that the operator can mend (already explained), 1 ours
 */
export async function run(args: readonly string[]): Promise<number> {
  surviveLostTerminal()
  let exitCode = 0
  const program = programOf(async (command, flags) => {
    exitCode = await start(command, flags)
  }, versionLine())
  try {
    await program.parseAsync(readableArguments(args), { from: 'user' })
    return exitCode
  } catch (error) {
    // the parser throws after it has shown the help or the version; what it could complain about was checked before
    const isShown = error instanceof CommanderError && (error.exitCode === 0 || error.code === 'commander.help')
    return isShown ? 0 : complain(error)
  }
}

/** Arguments as the parser wants them; the help for none. @throws OperatorError */
function readableArguments(args: readonly string[]): string[] {
  const [word = '--help', ...rest] = args
  if (word === 'help' && rest[0]) return ['help', commandNamed(rest[0]).name]
  if (PARSER_WORDS.includes(word)) return [word]
  const command = commandNamed(word)
  if (rest[0] && VERSION_FLAGS.includes(rest[0])) return ['--version']
  const others = Object.fromEntries(commands.filter((c) => c !== command).map(({ name, fields }) => [name, fields]))
  return [word, ...normaliseArguments(rest, { command: command.name, fields: command.fields, others })]
}

function commandNamed(word: string): Command {
  const names = commands.map(({ name }) => name)
  const command = commands.find(({ name }) => name === word)
  if (command) return command
  if (word.startsWith('-')) {
    const remedy = `Say first what to run, one of ${names.join(', ')}: npx i2i solo ${word}`
    throw new OperatorError('BAD_OPTION', `${word} stands where the command should be.`, remedy)
  }
  const meant = nearest(word, names)
  const remedy = meant ? `Did you mean: npx i2i ${meant}` : `There are ${names.join(', ')}; see npx i2i help.`
  throw new OperatorError('BAD_OPTION', `There is no command ${word}.`, remedy)
}

async function start(command: Command, flags: Record<string, unknown>): Promise<number> {
  const dotEnv = readDotEnv(process.cwd())
  const given = readGiven(command.fields, { flags, env: process.env, dotEnv })
  const log = await openCommandLog(command, given)
  // a worker that a server has started would only repeat it
  const isChild = command.name === 'worker' && process.channel !== undefined
  if (!isChild) for (const sentence of strangeVariables(allFields, process.env, dotEnv)) log.warn(sentence)
  return untilStopped((signal) => command.run(given, { signal, clock: systemClock, log }))
}

async function openCommandLog(command: Command, given: Given) {
  const { openLog } = await import('#telemetry/log.ts') // loads the log's library, which `--help` can do without
  return openLog({ format: given.log === 'json' ? 'json' : 'text', name: command.name, now: systemClock.now })
}

function versionLine(): string {
  return `${VERSION} (Node ${process.versions.node}, ${process.platform} ${process.arch})`
}
