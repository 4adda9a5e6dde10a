import assert from 'node:assert/strict'
import { test } from 'node:test'
import { nearest } from '#errors/nearest.ts'

const words = ['--strength', '--seed', '--fps', '--job-port']

test('a letter wrong, missing, too many or swapped still finds the word', () => {
  for (const typed of ['--strenkth', '--strenth', '--strenggth', '--strenght']) {
    assert.equal(nearest(typed, words), '--strength')
  }
})

test('a word that is like none finds none', () => {
  assert.equal(nearest('--sparkle', words), undefined)
})
