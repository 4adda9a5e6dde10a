import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { test } from 'node:test'
import { shellWord } from '#cluster/fleet/shellWord.ts'
import { wholeScript } from '#cluster/fleet/ssh.ts'

test('a text comes out of a shell as it went in, whatever is in it', () => {
  const texts = ['', 'plain', "it's", '"$(id)"', '`id`', 'a\nb\n', '\\', '-n', '$HOME ~ * ?', '}; exit 9', '\u2028é']
  const printed = execFileSync('sh', ['-s'], { input: wholeScript(`printf '%s\\0' ${texts.map(shellWord).join(' ')}`) })
  assert.deepEqual(printed.toString().split('\0').slice(0, -1), texts)
})

test('a script that arrives only in part does nothing', () => {
  const script = wholeScript('echo one\necho two')
  const part = script.slice(0, script.indexOf('main </dev/null'))
  assert.equal(execFileSync('sh', ['-s'], { input: part }).toString(), '')
})
