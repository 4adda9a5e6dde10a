import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type CommandDescription, commandDescriptions } from '#desk/commands.ts'
import { addressed } from '#osc/addressed.ts'
import { type OscQueryNode, oscHostInfo, oscQuery } from '#osc/oscQuery.ts'
import { defaultSettings, settingsFields } from '#settings/schema.ts'

test('every setting is an address with its value, kind and range', () => {
  const { DESCRIPTION, ...strength } = query('/strength') ?? {}
  assert.deepEqual(strength, {
    ...{ FULL_PATH: '/strength', ACCESS: 3, TYPE: 'f', VALUE: [defaultSettings.strength] },
    RANGE: [{ MIN: 0, MAX: 1 }],
  })
  assert.match(DESCRIPTION ?? '', /Share of the schedule/)
  assert.deepEqual(query('/fixed_seed')?.TYPE, 'T')
  assert.deepEqual(query('/pacing')?.RANGE, [{ VALS: ['smooth', 'fast'] }])
  assert.deepEqual(query('/seed')?.RANGE, [{ MIN: 0, MAX: 2 ** 32 - 1 }])
  assert.equal(query('/seed')?.TYPE, 'i')
  const settings = allNodes().filter(({ ACCESS }) => ACCESS === 3)
  assert.equal(settings.length, Object.keys(settingsFields).length)
})

test('actions can be sent and not read; numbered prompts and cues have addresses of their own', () => {
  assert.deepEqual(query('/dice')?.ACCESS, 2)
  assert.deepEqual(query('/dice')?.VALUE, undefined)
  assert.deepEqual(query('/blend_t')?.RANGE, [{ MIN: 0, MAX: 1 }])
  assert.equal(query('/prompt/2')?.FULL_PATH, '/prompt/2')
  assert.equal(query('/cue/sunset', ['sunset', 'night'])?.FULL_PATH, '/cue/sunset')
  assert.equal(query('/cue/sunset'), undefined)
  assert.deepEqual(Object.keys(query('/prompt')?.CONTENTS ?? {}).slice(0, 3), ['0', '1', '2'])
})

test('a path may be written in any case and end in a slash; what is not there is not there', () => {
  assert.equal(query('STRENGTH/')?.FULL_PATH, '/strength')
  assert.equal(query('')?.FULL_PATH, '/')
  assert.equal(query('/')?.CONTENTS?.prompt?.CONTENTS?.['0']?.FULL_PATH, '/prompt/0')
  assert.equal(query('/nothing'), undefined)
  assert.equal(query('/strength/more'), undefined)
  assert.equal(query('/constructor'), undefined)
  assert.equal(query('/__proto__'), undefined)
})

test('every address that is shown is heard, and every command is shown', () => {
  const shown = allNodes().filter(({ ACCESS }) => ACCESS > 0)
  for (const { FULL_PATH } of shown) assert.equal(addressed(FULL_PATH).to, 'command', FULL_PATH)
  for (const { name } of commandDescriptions.filter(isOne))
    assert.ok(
      shown.some((node) => node.FULL_PATH === `/${name}`),
      name,
    )
})

test('the host says on which port OSC is heard', () => {
  const { EXTENSIONS, ...host } = oscHostInfo(8000)
  assert.deepEqual(host, { NAME: 'i2i', OSC_PORT: 8000, OSC_TRANSPORT: 'UDP' })
  assert.equal(EXTENSIONS.VALUE, true)
  assert.equal(EXTENSIONS.LISTEN, false)
})

function query(path: string, cues?: readonly string[]): OscQueryNode | undefined {
  return oscQuery(commandDescriptions, defaultSettings, path, cues)
}

function allNodes(node = query('/')): OscQueryNode[] {
  return node ? [node, ...Object.values(node.CONTENTS ?? {}).flatMap((each) => allNodes(each))] : []
}

/** Whether a name is one address, not that of many. */
function isOne({ name }: CommandDescription): boolean {
  return !/\/[A-Z]+$/.test(name)
}
