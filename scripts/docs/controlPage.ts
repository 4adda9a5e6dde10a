import { readFileSync } from 'node:fs'
import { ownCommands } from '#chat/help.ts'
import type { Endpoint } from '#control/endpoint.ts'
import { type EndpointOptions, endpointsOf } from '#control/endpoints.ts'
import { type CommandDescription, commandDescriptions } from '#desk/commands.ts'
import { FIRST_SLOT } from '#desk/slots.ts'
import { oscQuery } from '#osc/oscQuery.ts'
import { defaultSettings } from '#settings/schema.ts'
import { shortcuts } from '../../web/src/shortcuts.ts'

/** `docs/control.md`: every address, route, key and word of the chat, and how to play with them. */
export function controlPage(): string {
  const tables: Readonly<Record<string, string>> = {
    osc: oscTable(),
    http: httpTable(),
    keys: keyTable(),
    chat: chatTable(),
  }
  const text = readFileSync(new URL('controlPage.md', import.meta.url), 'utf8')
  return text.replaceAll(/\{\{(\w+)\}\}/g, (_, name: string) => tables[name] ?? `(no table ${name})`)
}

function oscTable(): string {
  const rows = commandDescriptions.map((command) => [
    [command.name, ...command.aliases].map((name) => code(`/${name}`)).join(' '),
    kindOf(command),
    code(command.arguments),
    command.doc,
    code(`/${command.example}`),
  ])
  const sync = [
    `${code('/sync')} ${code('/feedback')}`,
    '',
    '',
    'Has all values told to `--osc_feedback`.',
    code('/sync'),
  ]
  return table(['address', 'kind', 'values', 'meaning', 'example'], [...rows, sync])
}

const kinds: Readonly<Record<string, string>> = { i: 'int', h: 'int', f: 'float', s: 'string', T: 'bool', F: 'bool' }

function kindOf({ name }: CommandDescription): string {
  const path = name.replace(/N$/, String(FIRST_SLOT)).replace(/NAME$/, 'one')
  const { TYPE = '' } = oscQuery(commandDescriptions, defaultSettings, path, ['one']) ?? {}
  return kinds[TYPE] ?? ''
}

function httpTable(): string {
  const rows = endpointsOf(unused).map((endpoint) => [
    code(`${endpoint.method} ${endpoint.path}`),
    isChange(endpoint) ? '•' : '',
    endpoint.doc,
  ])
  return table(['route', '', 'what'], [...rows, [code('GET /docs'), '', 'All routes, to read and to try.']])
}

function isChange(endpoint: Endpoint): boolean {
  return 'changes' in endpoint && Boolean(endpoint.changes)
}

/** Routes are described here, never used: whatever a route asks for on the way is this again. */
const unused = new Proxy(() => undefined, { get: () => unused, apply: () => unused }) as unknown as EndpointOptions

function keyTable(): string {
  return table(
    ['key', 'what'],
    shortcuts.map(({ keys, doc }) => [code(keys), doc]),
  )
}

function chatTable(): string {
  const rows = ownCommands.map(({ name, arguments: given, doc, example }) => [
    code(`/${name} ${given}`.trim()),
    doc,
    code(`/${example}`),
  ])
  return table(['word', 'what', 'example'], rows)
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n')
}

function code(text: string): string {
  return text === '' ? '' : `\`${text}\``
}
