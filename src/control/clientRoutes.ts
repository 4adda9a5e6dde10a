import type { Desk } from '#desk/desk.ts'
import { OperatorError } from '#errors/operatorError.ts'
import { type SettingName, settingsFields } from '#settings/schema.ts'
import type { Access } from './access.ts'
import { type HttpEndpoint, restOf } from './endpoint.ts'
import { folderNamed } from './folderBelow.ts'
import { touchOf } from './touch.ts'

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

export type ClientRouteOptions = { readonly desk: Desk; readonly access: Access; readonly dataRoot: string }

/** One GET route a setting, answering what existing clients wait for. */
export function clientEndpoints({ desk, access, dataRoot }: ClientRouteOptions): HttpEndpoint[] {
  return Object.entries(clientRoutes).map(([route, name]) => ({
    method: 'GET',
    path: `/${route}/{${placeholder(name)}}`,
    doc: `Sets ${name}. ${settingsFields[name].doc}`,
    changes: name,
    async answer(request) {
      const given = restOf(request)
      const value = name === 'directory' ? folderNamed(given, dataRoot) : given
      try {
        await desk.change({ [name]: value }, touchOf(request, access))
      } catch (error) {
        if (name === 'prompt' && isRefusedPrompt(error)) return { safety: 'unsafe' }
        throw error
      }
      return answerOf(name)
    },
  }))
}

/** Existing clients do not look at the status of the answer to a prompt, but at this word. */
function isRefusedPrompt(error: unknown): boolean {
  return error instanceof OperatorError && error.code === 'PROMPT_REFUSED'
}

/** What a client reads after its value was taken. The prompt's answer is older than the others. */
export function answerOf(name: SettingName): Readonly<Record<string, string>> {
  return name === 'prompt' ? { safety: 'safe' } : { status: 'updated' }
}

function placeholder(name: SettingName): string {
  if (name === 'prompt') return 'text'
  if (name === 'directory') return 'name'
  const { kind } = settingsFields[name]
  return { text: 'text', real: 'float', integer: 'int', boolean: 'bool', choice: 'word', prompts: 'text' }[kind]
}
