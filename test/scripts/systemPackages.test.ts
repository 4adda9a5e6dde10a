import assert from 'node:assert/strict'
import { test } from 'node:test'
import { skipWithout, systemProgram } from '#test/systemPrograms.ts'
import { installCommand, onPath } from '../../scripts/setup/systemPackages.mjs'

test('a program is looked for along the PATH', () => {
  assert.match(onPath('sh') ?? '', /\/sh$/)
  assert.equal(onPath('i2i-has-no-such-program'), undefined)
})

test('the command to install is one that can be copied', () => {
  assert.match(installCommand(['ffmpeg', 'xvfb']), /^(sudo )?apt-get install --no-install-recommends ffmpeg xvfb$/)
})

test('a test is skipped with the command that mends it, and only where its program is missing', () => {
  const expected = systemProgram('ffmpeg') ? false : `needs ffmpeg: ${installCommand(['ffmpeg'])}`
  assert.equal(skipWithout('ffmpeg'), expected)
  assert.equal(skipWithout(), false)
})
