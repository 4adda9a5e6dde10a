import { Command as Program } from 'commander'
import type { Argument, Command, Family } from './command.ts'
import { commands, families } from './commands.ts'
import { optionsOf } from './options.ts'

const INTRO =
  'Redraws live video with an image-to-image model, under a prompt that you can change while it runs.\n' +
  'Pictures come from a camera, a video, a folder or another program; the result is shown in the browser and published ' +
  'for other programs.'

const AFTER = `
First steps:
  npx i2i solo              starts everything on this machine with a sample clip
  npx i2i help solo         all options of a command

Options can also stand in the environment (I2I_STRENGTH=0.5) or in a file named .env; see .env.example.`

/** Called with the chosen command, its raw flags by option name, and its arguments in order. */
export type Run = (command: Command, flags: Record<string, unknown>, args: readonly string[]) => Promise<void>

/**
 * The command line as a parser, with its help.
 * @param version shown for `--version`
 */
export function programOf(run: Run, version: string): Program {
  const program = new Program('i2i').usage('<command> [options]').description(INTRO)
  program.version(version, '-v, --version', 'show the version')
  program.helpOption('-h, --help', 'show this help').helpCommand('help [command]', 'explain a command and its options')
  program.addHelpText('after', AFTER)
  program.configureHelp(readable)
  for (const command of commands) parentOf(command, program).addCommand(subcommandOf(command, run))
  return throwing(program)
}

/** The program itself, or that of the command's family, which is made for its first member. */
function parentOf({ name }: Command, program: Program): Program {
  const family = families.find((family) => name.startsWith(`${family.name} `))
  if (!family) return program
  const made = program.commands.find((subcommand) => subcommand.name() === family.name)
  if (made) return made
  const subprogram = familyOf(family)
  program.addCommand(subprogram)
  return subprogram
}

function familyOf({ name, summary, intro }: Family): Program {
  const family = new Program(name).usage('<command> [options]').summary(summary).description(intro)
  family.configureHelp(readable).helpOption('-h, --help', 'show this help')
  family.helpCommand('help [command]', 'explain a command and its options')
  return throwing(family)
}

function subcommandOf(command: Command, run: Run): Program {
  const { summary, intro, fields, defaults } = command
  const args = command.arguments ?? []
  const usage = [...args.map(argumentInUsage), '[options]'].join(' ')
  const word = command.name.split(' ').at(-1) as string
  const subcommand = new Program(word).usage(usage).summary(summary).description(intro)
  subcommand.configureHelp(readable).helpOption('-h, --help', 'show this help')
  subcommand.addHelpText('after', `\nExamples:\n${examplesOf(command)}`)
  for (const { name, doc, required, isRest } of args) {
    const word = isRest ? `${name}...` : name
    subcommand.argument(required ? `<${word}>` : `[${word}]`, doc)
  }
  for (const option of optionsOf(fields, defaults)) subcommand.addOption(option)
  subcommand.action(() => run(command, subcommand.opts(), subcommand.args))
  return throwing(subcommand)
}

function argumentInUsage({ name, required, isRest }: Argument): string {
  const word = isRest ? `${name}...` : name
  return required ? word : `[${word}]`
}

function examplesOf({ examples }: Command): string {
  return examples.map(([line, effect]) => `  ${line}\n      ${effect}`).join('\n')
}

const readable = { helpWidth: Math.min(110, process.stdout.columns ?? 100), showGlobalOptions: false }

/** Makes the parser throw instead of ending the process and printing by itself. */
function throwing(program: Program): Program {
  return program.exitOverride().configureOutput({ outputError: () => undefined })
}
