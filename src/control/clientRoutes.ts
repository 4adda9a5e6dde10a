import { type SettingName, settingsFields } from '#settings/schema.ts'
import type { SettingsStore } from '#settings/store.ts'
import { doorOf, type HttpEndpoint, restOf } from './endpoint.ts'
import { folderNamed } from './folderBelow.ts'

/** The names that existing clients use in `GET /{name}/{value}`, and the settings they mean. */
export const clientRoutes = {
  prompt: 'prompt',
  directory: 'directory',
  debug: 'debug',
  passthrough: 'passthrough',
  fixed_seed: 'fixedSeed',
  mirror: 'mirror',
  batch_size: 'batchSize',
  seed: 'seed',
  steps: 'numInferenceSteps',
  guidance: 'guidanceScale',
  strength: 'strength',
  resolution: 'resolution',
  opacity: 'opacity',
  compel: 'compel',
} as const satisfies Record<string, SettingName>

/** One GET route a setting, answering what existing clients wait for. */
export function clientEndpoints({ settings, dataRoot }: { settings: SettingsStore; dataRoot: string }): HttpEndpoint[] {
  return Object.entries(clientRoutes).map(([route, name]) => ({
    method: 'GET',
    path: `/${route}/{${placeholder(name)}}`,
    doc: `Sets ${name}. ${settingsFields[name].doc}`,
    changes: name,
    answer(request) {
      const given = restOf(request)
      settings.set(name, name === 'directory' ? folderNamed(given, dataRoot) : given, { by: doorOf(request) })
      return answerOf(name)
    },
  }))
}

/** What a client reads after its value was taken. The prompt's answer is older than the others. */
export function answerOf(name: SettingName): Readonly<Record<string, string>> {
  return name === 'prompt' ? { safety: 'safe' } : { status: 'updated' }
}

function placeholder(name: SettingName): string {
  if (name === 'prompt') return 'text'
  if (name === 'directory') return 'name'
  const { kind } = settingsFields[name]
  return { text: 'text', real: 'float', integer: 'int', boolean: 'bool', choice: 'word' }[kind]
}
