import assert from 'node:assert/strict'
import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { type Door, type DoorOptions, openDoor } from '#test/chatDoor.ts'
import { eventually } from '#test/eventually.ts'
import { temporaryFolder } from '#test/temporaryFolder.ts'
import { type ChatTerminal, openChatTerminal, skipWithoutTerminal, type TerminalWish } from './pseudoTerminal.ts'

const ENTER = '\r'
const TAB = '\t'
const UP = '\x1b[A'
const CTRL_C = '\x03'
const CTRL_U = '\x15'
const CTRL_D = '\x04'
const options = { skip: skipWithoutTerminal }

test('a typed line is carried out, answered below itself, and the next one asked for', options, async (t) => {
  const { terminal, door } = await opened(t)
  terminal.type(`a quiet sea${ENTER}`)
  await shown(terminal, ['> a quiet sea', 'prompt "a quiet sea"', '>'])
  terminal.type(`/seed 123${ENTER}`)
  await shown(terminal, ['> /seed 123', 'seed 123', '>'])
  assert.deepEqual([door.settings.current.prompt, door.settings.current.seed], ['a quiet sea', 123])
})

test('Tab completes names, values and cues', options, async (t) => {
  const { terminal, door } = await opened(t, { cues: 'sunset:\n  settings: { strength: 0.6 }\n' })
  terminal.type(`/passth${TAB}`)
  await shown(terminal, ['> /passthrough'])
  terminal.type(`t${TAB}${ENTER}`)
  await eventually(() => door.settings.current.passthrough)
  await eventually(async () => {
    terminal.type(`${CTRL_U}/cue s${TAB}`)
    return terminal.screen.last.includes('/cue sunset')
  })
})

test('lines of an earlier run come back with the arrow, from a private file', options, async (t) => {
  const state = temporaryFolder(t)
  const first = await opened(t, {}, { env: { XDG_STATE_HOME: state } })
  first.terminal.type(`/seed 77${ENTER}`)
  await shown(first.terminal, ['seed 77', '>'])
  first.terminal.type(CTRL_D)
  assert.equal(await first.terminal.ended, 0)
  const path = join(state, 'i2i', 'chat_history')
  assert.deepEqual([readFileSync(path, 'utf8'), statSync(path).mode & 0o777], ['/seed 77\n', 0o600])
  const second = await opened(t, {}, { env: { XDG_STATE_HOME: state } })
  second.terminal.type(UP)
  await shown(second.terminal, ['> /seed 77'])
})

test(
  'a server that goes is told once, a line gets an error at once, and the line being typed stays',
  options,
  async (t) => {
    const { terminal, door } = await opened(t, {}, { columns: 60 })
    const long = `a very long prompt that ${'goes on and '.repeat(12)}ends`
    terminal.type(long)
    await eventually(() => onOneLine(terminal).endsWith(long))
    await door.close()
    await shown(terminal, [`The server at ${door.address} is away. I keep trying.`])
    assert.ok(onOneLine(terminal).endsWith(`I keep trying.> ${long}`), onOneLine(terminal))
    const before = performance.now()
    terminal.type(ENTER)
    await eventually(() => onOneLine(terminal).includes('No server answers at'))
    assert.ok(performance.now() - before < 1500)
    await door.reopen()
    await shown(terminal, ['The server is back.', '>'], 8000)
    terminal.type(`${UP}${ENTER}`)
    await eventually(() => door.settings.current.prompt === long)
    const told = terminal.screen.lines.filter((line) => /is away|is back/.test(line))
    assert.equal(told.length, 2)
  },
)

test(
  'a line that has wrapped while it was typed key by key stays whole when something is said above it',
  options,
  async (t) => {
    const { terminal, door } = await opened(t, {}, { columns: 60 })
    terminal.type(`/watch${ENTER}`)
    await shown(terminal, ['watching what others change'])
    let typed = 'x'.repeat(56)
    terminal.type(typed)
    for (const key of 'abcdefghij') {
      typed += key
      terminal.type(key)
      await eventually(() => onOneLine(terminal).endsWith(`> ${typed}`))
    }
    door.settings.set('strength', 0.4, { by: 'osc' })
    await eventually(() => onOneLine(terminal).includes('osc: strength 0.4'))
    await eventually(() => onOneLine(terminal).endsWith(`watching what others changeosc: strength 0.4> ${typed}`))
  },
)

test('a prompt of 4000 characters can be typed', options, async (t) => {
  const { terminal, door } = await opened(t)
  const long = 'word '.repeat(799).concat('final')
  terminal.type(`${long}${ENTER}`)
  await eventually(() => door.settings.current.prompt === long, { withinMs: 10_000 })
})

test('many pasted lines are carried out one after the other', options, async (t) => {
  const { terminal, door } = await opened(t)
  terminal.type(Array.from({ length: 50 }, (_, i) => `/seed ${i}${ENTER}`).join(''))
  await eventually(() => door.asked.length === 50)
  assert.deepEqual(
    door.asked.map(({ args }) => args[0]),
    Array.from({ length: 50 }, (_, i) => i),
  )
})

for (const [name, key] of [
  ['Ctrl-C', CTRL_C],
  ['Ctrl-D', CTRL_D],
  ['/quit', `/quit${ENTER}`],
] as const) {
  test(`${name} ends with exit code 0 and leaves the terminal in order`, options, async (t) => {
    const { terminal } = await opened(t)
    terminal.type(key)
    assert.equal(await terminal.ended, 0)
    assert.equal(terminal.screen.last, '[in order]')
  })
}

test('Ctrl-C ends at once while an answer is being waited for', options, async (t) => {
  const { terminal } = await opened(t, { instead: { '/api/prompts': () => new Promise(() => undefined) } })
  terminal.type(`/prompts${ENTER}`)
  const before = performance.now()
  terminal.type(CTRL_C)
  assert.equal(await terminal.ended, 0)
  assert.ok(performance.now() - before < 3000)
})

test('what others change is told to who watches, above the line being typed', options, async (t) => {
  const { terminal, door } = await opened(t)
  terminal.type(`/watch${ENTER}`)
  await shown(terminal, ['watching what others change', '>'])
  terminal.type('half a li')
  door.settings.set('strength', 0.4, { by: 'osc 10.0.0.3' })
  await shown(terminal, ['osc 10.0.0.3: strength 0.4', '> half a li'])
})

test('errors are red at a terminal, and without colour where NO_COLOR asks for it', options, async (t) => {
  for (const [env, isRed] of [
    [{}, true],
    [{ NO_COLOR: '1' }, false],
  ] as const) {
    const { terminal } = await opened(t, {}, { env })
    terminal.type(`/strenght 1${ENTER}`)
    await eventually(() => terminal.raw().includes('There is no command'))
    assert.equal(terminal.raw().includes('\x1b[31m'), isRed)
  }
})

test('what the server says cannot move the cursor', options, async (t) => {
  const did = 'seed\x1b[10A\x1b]0;title\x07\x1b[?1049h'
  const { terminal } = await opened(t, { instead: { '/api/command': { changed: {}, prompts: [], did } } })
  terminal.type(`/seed 1${ENTER}`)
  await shown(terminal, ['seed [10A ]0;title [?1049h', '>'])
  assert.deepEqual(terminal.screen.strange, [])
})

test('a token that is missing is told before the first change', options, async (t) => {
  const { terminal } = await opened(t, { token: 'secret' })
  await eventually(() => onOneLine(terminal).includes('The server wants its token for every change.'))
})

type Opened = { readonly terminal: ChatTerminal; readonly door: Door }

async function opened(t: TestContext, doorOptions: DoorOptions = {}, wish: TerminalWish = {}): Promise<Opened> {
  const door = await openDoor(t, doorOptions)
  const env = { XDG_STATE_HOME: temporaryFolder(t), ...wish.env }
  const terminal = openChatTerminal(t, ['--port', String(door.port)], { ...wish, env })
  await eventually(() => onOneLine(terminal).includes('Connected to'), { withinMs: 10_000, what: 'the greeting' })
  return { door, terminal }
}

/** Waits until the screen ends with these lines. */
async function shown({ screen }: ChatTerminal, wanted: readonly string[], withinMs = 5000): Promise<void> {
  const seen = () => screen.lines.filter((line) => line !== '')
  const isShown = () =>
    wanted.every(
      (line, i) =>
        seen()
          .slice(-wanted.length - 3)
          .includes(line) && i >= 0,
    )
  await eventually(isShown, { withinMs, what: wanted.join(' / ') }).catch((error) => {
    assert.fail(`${error.message}\n${seen().join('\n')}`)
  })
}

/** The screen without the breaks at its right edge. */
function onOneLine({ screen }: ChatTerminal): string {
  return screen.lines.join('')
}
