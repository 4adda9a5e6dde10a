import { CommanderError } from 'commander'
import { keepFromChildren } from '#app/notifyVariables.ts'
import { VERSION } from '#app/version.ts'
import { nearest } from '#errors/nearest.ts'
import { OperatorError } from '#errors/operatorError.ts'
import { systemClock } from '#flow/clock.ts'
import { LogTail } from '#telemetry/logTail.ts'
import { normaliseArguments } from './arguments.ts'
import type { Command } from './command.ts'
import { allFields, commands, families } from './commands.ts'
import { complain } from './complain.ts'
import { reportCrash } from './crash.ts'
import { strangeVariables, type Variables } from './environment.ts'
import { type Given, readGiven } from './given.ts'
import { keepGoodDotEnv, usableDotEnv } from './goodDotEnv.ts'
import { surviveLostTerminal, untilStopped } from './lifetime.ts'
import { programOf } from './program.ts'

/** A start after which nothing has ended the program for so long was a good one, in ms. */
const GOOD_AFTER_MS = 20_000
const VERSION_FLAGS = ['-v', '--version']
const HELP_FLAGS = ['-h', '--help']
const PARSER_WORDS = ['help', ...HELP_FLAGS, ...VERSION_FLAGS]

/**
 * Runs one command line to its end.
 * @param args what stands after `i2i`
 * @returns the exit code: 0 ended in order, 2 a mistake that the operator can mend (already explained), 1 ours
 */
export async function run(args: readonly string[]): Promise<number> {
  surviveLostTerminal()
  let exitCode = 0
  const program = programOf(async (command, flags, args) => {
    exitCode = await start(command, flags, args)
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
  if (word === 'help' && rest[0]) return readableArguments([...rest, '--help'])
  if (PARSER_WORDS.includes(word)) return [word]
  if (rest[0] && VERSION_FLAGS.includes(rest[0])) return ['--version']
  const isFamily = families.some(({ name }) => name === word)
  if (isFamily && (rest[0] === undefined || HELP_FLAGS.includes(rest[0]))) return [word, '--help']
  if (isFamily && rest[0] === 'help') return readableArguments([word, ...rest.slice(1), '--help'])
  const command = commandNamed(isFamily ? `${word} ${rest[0]}` : word)
  return [...command.name.split(' '), ...ownArguments(command, isFamily ? rest.slice(1) : rest)]
}

function ownArguments(command: Command, args: readonly string[]): string[] {
  const others = Object.fromEntries(commands.filter((c) => c !== command).map(({ name, fields }) => [name, fields]))
  const taken = command.arguments ? { arguments: command.arguments } : {}
  return normaliseArguments(args, { command: command.name, fields: command.fields, others, ...taken })
}

function commandNamed(word: string): Command {
  const names = commands.map(({ name }) => name)
  const command = commands.find(({ name }) => name === word)
  if (command) return command
  if (word.startsWith('-')) {
    const remedy = `Say first what to run, one of ${names.join(', ')}: npx i2i solo ${word}`
    throw new OperatorError('BAD_OPTION', `${word} stands where the command should be.`, remedy)
  }
  const meant = nearest(word, [...names, ...families.map(({ name }) => name)])
  const remedy = meant ? `Did you mean: npx i2i ${meant}` : `There are ${names.join(', ')}; see npx i2i help.`
  throw new OperatorError('BAD_OPTION', `There is no command ${word}.`, remedy)
}

async function start(command: Command, flags: Record<string, unknown>, args: readonly string[]): Promise<number> {
  const state = process.env.STATE_DIRECTORY // from systemd
  const givenWith = (dotEnv: Variables) => readGiven(command.fields, { flags, env: process.env, dotEnv })
  const { dotEnv, problem } = command.looksAtDotEnv
    ? { dotEnv: {}, problem: undefined }
    : usableDotEnv(process.cwd(), state, givenWith)
  const environment = { ...dotEnv, ...process.env }
  keepFromChildren(process.env)
  const given = givenWith(dotEnv)
  const tail = new LogTail()
  const notes = new Map<string, () => unknown>()
  const log = await openCommandLog(command, given, tail)
  if (problem) log.error(`${problem.message} ${problem.remedy} Until then that of the last good start is used.`)
  else if (state) setTimeout(() => keepGoodDotEnv(process.cwd(), state), GOOD_AFTER_MS).unref()
  // a worker that a server has started would only repeat it
  const isChild = command.name === 'worker' && process.channel !== undefined
  if (!isChild && !command.looksAtDotEnv)
    for (const sentence of strangeVariables(allFields, process.env, dotEnv)) log.warn(sentence)
  const crashNote = (name: string, value: () => unknown) => void notes.set(name, value)
  const surroundings = { clock: systemClock, log, environment, crashNote }
  return untilStopped(
    (signal) => command.run(given, { ...surroundings, signal }, args),
    (error) => reportCrash(error, { command: command.name, given, args, tail, environment, notes }),
  )
}

async function openCommandLog(command: Command, given: Given, tail: LogTail) {
  const { openLog } = await import('#telemetry/log.ts') // loads the log's library, which `--help` can do without
  const write = (line: string) => {
    tail.add(line)
    process.stderr.write(line)
  }
  return openLog({ format: given.log === 'json' ? 'json' : 'text', name: command.name, now: systemClock.now, write })
}

function versionLine(): string {
  return `${VERSION} (Node ${process.versions.node}, ${process.platform} ${process.arch})`
}
