import type { Desk } from '#desk/desk.ts'
import { type Field, InvalidValue } from '#settings/field.ts'
import { isSettingName, settingsFields } from '#settings/schema.ts'
import type { Access } from './access.ts'
import type { HttpEndpoint } from './endpoint.ts'
import { touchOf } from './touch.ts'

/** All settings as one JSON object, and what they are. */
export function settingsEndpoints({ desk, access }: { desk: Desk; access: Access }): HttpEndpoint[] {
  return [
    {
      method: 'GET',
      path: '/api/settings',
      doc: 'All settings as they stand.',
      answer: () => desk.settings.current,
    },
    {
      method: 'GET',
      path: '/api/settings/fields',
      doc: 'What each setting is: kind, default, limits and a sentence.',
      answer: () => descriptions,
    },
    {
      method: 'PATCH',
      path: '/api/settings',
      doc: 'Sets some settings, either all that are given or none; answers all settings.',
      changes: 'settings',
      async answer(request) {
        await desk.change(namedSettings(request.body), touchOf(request, access))
        return desk.settings.current
      },
    },
  ]
}

const descriptions = Object.fromEntries(Object.entries(settingsFields).map(([name, field]) => [name, describe(field)]))

function describe({ kind, default: initial, doc, range, min, max, choices, aliases }: Field<unknown>) {
  return { kind, default: initial, doc, range, min, max, choices, aliases }
}

function namedSettings(body: unknown): Record<string, unknown> {
  if (typeof body !== 'object' || body === null || Array.isArray(body))
    throw new InvalidValue('body', body, 'a JSON object of settings, like {"strength": 0.5}')
  const unknown = Object.keys(body).find((name) => !isSettingName(name))
  if (unknown !== undefined) throw unknownSetting(unknown, (body as Record<string, unknown>)[unknown])
  return body as Record<string, unknown>
}

function unknownSetting(name: string, value: unknown): InvalidValue {
  const names = Object.keys(settingsFields).join(', ')
  return new InvalidValue(name, value, `one of ${names}`, `There is no setting ${JSON.stringify(name)}.`)
}
