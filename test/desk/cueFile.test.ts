import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { readCues } from '#desk/cueFile.ts'
import { glidingSettings, pictureSettings } from '#desk/picture.ts'
import { OperatorError } from '#errors/operatorError.ts'

test('a file of cues says names, times, curves and settings', () => {
  const { cues } = readCues(
    `
# the evening
sunset:
  seconds: 4
  curve: ease-in
  settings:
    prompt: a red sea
    strength: 0.5
Nacht 2:
  settings:
    num_inference_steps: 3
    secondPrompt:
    morePrompts:
      - { text: an owl, weight: 0.5 }
    passthrough: off
`,
    'cues.yaml',
  )

  assert.deepEqual(cues, [
    { name: 'sunset', seconds: 4, curve: 'ease-in', settings: { prompt: 'a red sea', strength: 0.5 } },
    {
      name: 'Nacht 2',
      seconds: 0,
      curve: 'ease',
      settings: {
        numInferenceSteps: 3,
        secondPrompt: '',
        morePrompts: [{ text: 'an owl', weight: 0.5 }],
        passthrough: false,
      },
    },
  ])
})

for (const empty of ['', '\n\n', '# nothing yet\n', '{}\n']) {
  test(`${JSON.stringify(empty)} is a file without cues`, () => {
    assert.deepEqual(readCues(empty, 'cues.yaml').cues, [])
  })
}

test('a part that cues share can be written once', () => {
  const { cues } = readCues('a:\n  settings: &calm\n    strength: 0.3\nb:\n  settings: *calm\n', 'cues.yaml')

  assert.deepEqual(cues[1]?.settings, { strength: 0.3 })
})

const wrong: Readonly<Record<string, readonly [text: string, line: number, what: RegExp]>> = {
  'a value out of range': ['a:\n  settings:\n    strength: 7\n', 3, /strength cannot be 7.*number from 0 to 1/],
  'a mistyped setting': ['a:\n  settings:\n    strenght: 0.7\n', 3, /no setting "strenght".*Did you mean strength/],
  'a setting in the wrong place': ['a:\n  prompt: x\n', 2, /no "prompt".*below settings/],
  'a part that no cue has': ['a:\n  fade: 3\n', 2, /no "fade".*seconds, curve and settings/],
  'a time that is too long': ['a:\n  seconds: 1e9\n', 2, /seconds cannot be 1000000000.*0 to 600/],
  'a time that is no time': ['a:\n  seconds: soon\n', 2, /seconds cannot be "soon"/],
  'an unknown curve': ['a:\n  curve: bouncy\n', 2, /curve cannot be "bouncy".*linear/],
  'a name with other signs': ['a:\n  seconds: 1\nb/c:\n  seconds: 1\n', 3, /name of a cue cannot be "b\/c"/],
  'the same name twice': ['a:\n  seconds: 1\na:\n  seconds: 2\n', 3, /there twice/],
  'the same setting twice, spelled differently': [
    'a:\n  settings:\n    steps: 1\n    numInferenceSteps: 2\n',
    4,
    /twice/,
  ],
  'a tab': ['a:\n\tseconds: 1\n', 2, /./],
  'a text with a colon': ['a:\n  settings:\n    prompt: sea: red\n', 3, /quotes/],
  'a quote that is left open': ['a:\n  settings:\n    prompt: "sea\n', 4, /./],
  'a list instead of cues': ['- a\n- b\n', 1, /each with a colon/],
  'a word instead of a cue': ['a: sunset\n', 1, /each with a colon/],
  'a list instead of a text': ['a:\n  settings:\n    prompt: [a, b]\n', 3, /prompt cannot be/],
  'a list that holds itself': ['a:\n  settings:\n    morePrompts: &x [*x]\n', 3, /cannot be/],
  'a mention of nothing': ['a:\n  settings: *calm\n', 2, /./],
  'two documents': ['a:\n  seconds: 1\n---\nb:\n  seconds: 1\n', 3, /./],
}

for (const [what, [text, line, message]] of Object.entries(wrong)) {
  test(`${what} is told with its line`, () => {
    const error = failure(() => readCues(text, 'cues.yaml'))

    assert.equal(error.code, 'CUES_UNREADABLE')
    const told = `${error.message} ${error.remedy}`
    assert.ok(told.startsWith(`cues.yaml line ${line}: `), told)
    assert.match(told, message)
    assert.ok(told.length < 600)
  })
}

test('the example in the docs is a file of cues', () => {
  const docs = readFileSync(new URL('../../docs/cues.md', import.meta.url), 'utf8')
  const [, example = ''] = /```yaml\n([^`]*)```/.exec(docs) ?? []

  assert.deepEqual(
    readCues(example, 'docs/cues.md').cues.map(({ name, seconds }) => [name, seconds]),
    [
      ['doors', 0],
      ['sunset', 8],
      ['blackout', 2],
    ],
  )
})

test('the docs name everything that a cue holds, and every number that glides', () => {
  const docs = readFileSync(new URL('../../docs/cues.md', import.meta.url), 'utf8')

  for (const name of [...pictureSettings, ...glidingSettings]) assert.ok(docs.includes(`\`${name}\``), name)
})

test('more than 500 cues are too many', () => {
  const text = Array.from({ length: 501 }, (_, i) => `c${i}:\n  seconds: 1\n`).join('')

  assert.match(failure(() => readCues(text, 'cues.yaml')).message, /c500.*more than 500/)
})

test('a file that names the same part in itself a thousand million times is refused quickly', { timeout: 2000 }, () => {
  const levels = Array.from({ length: 30 }, (_, i) => `      - &l${i + 1} [*l${i}, *l${i}]\n`)
  const text = `a:\n  settings:\n    morePrompts:\n      - &l0 [x]\n${levels.join('')}`

  assert.equal(failure(() => readCues(text, 'cues.yaml')).code, 'CUES_UNREADABLE')
})

function failure(act: () => unknown): OperatorError {
  try {
    act()
  } catch (error) {
    assert.ok(error instanceof OperatorError, String(error))
    return error
  }
  assert.fail('nothing was thrown')
}
