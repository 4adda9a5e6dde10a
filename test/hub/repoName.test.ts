import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isRepoName, parseRepoName } from '#hub/repoName.ts'

test('a model is called OWNER/NAME, or by the address of its page', () => {
  for (const given of [
    'stabilityai/sd-turbo',
    ' stabilityai/sd-turbo ',
    'stabilityai/sd-turbo/',
    'https://huggingface.co/stabilityai/sd-turbo',
    'https://huggingface.co/stabilityai/sd-turbo/tree/main',
  ]) {
    assert.equal(parseRepoName(given), 'stabilityai/sd-turbo')
  }
})

test('what is no such name is told with an example', () => {
  for (const given of ['sd-turbo', 'a/b/c', '../x', 'a/..', 'a b/c', 'a/b?x', '', '/etc/passwd', 'a--b/c']) {
    assert.throws(() => parseRepoName(given), {
      message: `${JSON.stringify(given)} is not the name of a model on the hub.`,
    })
    assert.equal(isRepoName(given), false)
  }
})
