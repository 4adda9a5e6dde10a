import type { displayConfigFields } from '#display/displayFields.ts'
import type { ServerConfig } from '#settings/config.ts'
import { inAddress, reachableHere } from '#settings/listenHost.ts'
import { windowFields } from '#settings/windowFields.ts'
import { keepChild, MENDABLE } from './childProcess.ts'
import { hasScreen } from './hasScreen.ts'
import type { Surroundings } from './surroundings.ts'

/** A browser that stands in for the window takes longer to close than a window does; the server itself ends within 1.5 s. */
const END_WITHIN_MS = 1400

/**
 * Opens the window as a child process, if it is wanted and there is a screen, and keeps it running until it is disposed of.
 * When it cannot be opened or somebody closes it, the show goes on without.
 */
export function openDisplay(config: ServerConfig, surroundings: Surroundings): AsyncDisposable {
  const ending = new AbortController()
  const signal = AbortSignal.any([surroundings.signal, ending.signal])
  const running = keepDisplay(config, { ...surroundings, signal })
  return {
    async [Symbol.asyncDispose]() {
      ending.abort()
      await running
    },
  }
}

async function keepDisplay(config: ServerConfig, surroundings: Surroundings): Promise<void> {
  const { log, environment } = surroundings
  if (!config.display) return
  if (!hasScreen(environment)) {
    log.info('no screen here: the window is left out (the page /display shows the result in a browser)')
    return
  }
  const isAgain = (code: number | null) => {
    if (code === 0) log.info('the window was closed; npx i2i display opens it again')
    if (code === MENDABLE) log.warn('The window is left out; its reason stands above. The show goes on.')
    return code !== 0 && code !== MENDABLE
  }
  const options = { ...optionsFor(config), log: config.log }
  const token = config.token === '' ? {} : { environment: { I2I_TOKEN: config.token } }
  await keepChild(
    { command: 'display', options, ...token, endWithinMs: END_WITHIN_MS, name: 'the window', isAgain },
    surroundings,
  )
}

/** Every option is given, so that none is taken from the environment, where names may mean those of the server. */
function optionsFor(config: ServerConfig): Readonly<Record<string, unknown>> {
  const names = Object.keys(windowFields) as (keyof typeof windowFields)[]
  return {
    ...Object.fromEntries(names.map((name) => [name, config[name]])),
    connect: `tcp://${inAddress(reachableHere(config.host))}:${config.outputPort}`,
    settingsPort: config.settingsPort,
    curve: config.curve,
    keys: config.keys,
  } satisfies Partial<Record<keyof typeof displayConfigFields, unknown>>
}
