import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Wish, wishOf } from '#chat/wish.ts'

const lines: readonly (readonly [line: string, wish: Wish])[] = [
  ['a quiet sea', command('prompt', 'a quiet sea')],
  ['  a "quiet" sea, 2 ships ', command('prompt', 'a "quiet" sea, 2 ships')],
  ['/prompt a  quiet sea', command('prompt', 'a  quiet sea')],
  ['/prompt 42', command('prompt', '42')],
  ['/prompt ""', command('prompt', '')],
  ['/prompt /path', command('prompt', '/path')],
  ['/prompt ("a", "b").blend(1, 2)', command('prompt', '("a", "b").blend(1, 2)')],
  ['/prompt/3 a cat', command('prompt/3', 'a cat')],
  ['/negative_prompt text, watermark', command('negative_prompt', 'text, watermark')],
  ['/directory data/my frames', command('directory', 'data/my frames')],
  ['/seed 123', command('seed', 123)],
  ['/passthrough True', command('passthrough', 'True')],
  ['/passthrough', command('passthrough')],
  ['/strength .5', command('strength', 0.5)],
  ['/strength 1e999', command('strength', '1e999')],
  ['/blend "a red house" snow 0.3', command('blend', 'a red house', 'snow', 0.3)],
  ['/blend 0 1 0.3', command('blend', 0, 1, 0.3)],
  ['/cue sunset by the sea', command('cue', 'sunset by the sea')],
  ['/cue "2"', command('cue', '2')],
  ['/cue/save "by the sea" 4', command('cue/save', 'by the sea', 4)],
  ['/undo', command('undo')],
  ['/strength', { kind: 'show', setting: 'strength' }],
  ['/steps', { kind: 'show', setting: 'numInferenceSteps' }],
  ['/cue', { kind: 'cues' }],
  ['/HELP', { kind: 'help', about: '' }],
  ['/help /strength', { kind: 'help', about: 'strength' }],
  ['/watch off', { kind: 'watch', isOn: false }],
  ['/watch', { kind: 'watch', isOn: undefined }],
  ['/wait 0.5', { kind: 'wait', seconds: 0.5 }],
  ['/q', { kind: 'quit' }],
  ['  ', { kind: 'nothing' }],
]

for (const [line, wish] of lines) {
  test(`${JSON.stringify(line)} is understood`, () => assert.deepEqual(wishOf(line), wish))
}

test('a wait that would never end is refused with the range', () => {
  assert.throws(() => wishOf('/wait 1e9'), { code: 'SETTING_INVALID', remedy: 'Give a number from 0 to 3600.' })
})

function command(name: string, ...args: unknown[]): Wish {
  return { kind: 'command', name, args }
}
