import { Command as Program } from 'commander'
import type { Command } from './command.ts'
import { commands } from './commands.ts'
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

/**
 * The command line as a parser, with its help.
 *
 * @param run     called with the chosen command and its raw flags, by option name
 * @param version shown for `--version`
 */
export function programOf(
  run: (command: Command, flags: Record<string, unknown>) => Promise<void>,
  version: string,
): Program {
  const program = new Program('i2i').usage('<command> [options]').description(INTRO)
  program.version(version, '-v, --version', 'show the version')
  program.helpOption('-h, --help', 'show this help').helpCommand('help [command]', 'explain a command and its options')
  program.addHelpText('after', AFTER)
  program.configureHelp(readable)
  for (const command of commands) program.addCommand(subcommandOf(command, run))
  return throwing(program)
}

function subcommandOf(command: Command, run: (command: Command, flags: Record<string, unknown>) => Promise<void>) {
  const subcommand = new Program(command.name).usage('[options]').summary(command.summary).description(command.intro)
  subcommand.configureHelp(readable).helpOption('-h, --help', 'show this help')
  subcommand.addHelpText('after', `\nExamples:\n${examplesOf(command)}`)
  for (const option of optionsOf(command.fields, command.defaults)) subcommand.addOption(option)
  subcommand.action((flags: Record<string, unknown>) => run(command, flags))
  return throwing(subcommand)
}

function examplesOf({ examples }: Command): string {
  return examples.map(([line, effect]) => `  ${line}\n      ${effect}`).join('\n')
}

const readable = { helpWidth: Math.min(110, process.stdout.columns ?? 100), showGlobalOptions: false }

/** Makes the parser throw instead of ending the process and printing by itself. */
function throwing(program: Program): Program {
  return program.exitOverride().configureOutput({ outputError: () => undefined })
}
