import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readHubEnvironment } from '#hub/hubEnvironment.ts'
import { temporaryFolder } from '#test/temporaryFolder.ts'

test('without anything said it is the public hub, the usual cache, no token, and the network may be used', () => {
  assert.deepEqual(readHubEnvironment({}, '/nobody'), {
    endpoint: 'https://huggingface.co',
    token: undefined,
    cache: '/nobody/.cache/huggingface/hub',
    offlineBy: undefined,
  })
})

test('the cache is where the variables of the other programs say', () => {
  const cacheOf = (variables: Record<string, string>) => readHubEnvironment(variables, '/nobody').cache
  assert.equal(cacheOf({ HF_HOME: '/hf' }), '/hf/hub')
  assert.equal(cacheOf({ HF_HOME: '/hf', HF_HUB_CACHE: '/cache' }), '/cache')
  assert.equal(cacheOf({ XDG_CACHE_HOME: '/xdg' }), '/xdg/huggingface/hub')
})

test('the token is HF_TOKEN, or what huggingface-cli login has left', (t) => {
  const home = temporaryFolder(t, { '.cache/huggingface/token': 'hf_file\n' })
  assert.equal(readHubEnvironment({ HF_TOKEN: ' hf_env ' }, home).token, 'hf_env')
  assert.equal(readHubEnvironment({}, home).token, 'hf_file')
  assert.equal(readHubEnvironment({ HF_HOME: `${home}/.cache/huggingface` }, '/nobody').token, 'hf_file')
})

test('a token with a line break in it is told, and not sent', () => {
  assert.throws(() => readHubEnvironment({ HF_TOKEN: 'hf_a\nb: c' }), { code: 'BAD_OPTION' })
})

test('each of the switches of the other programs forbids the network', () => {
  for (const name of ['LOCAL_FILES_ONLY', 'HF_HUB_OFFLINE']) {
    assert.equal(readHubEnvironment({ [name]: '1' }).offlineBy, name)
    assert.equal(readHubEnvironment({ [name]: 'True' }).offlineBy, name)
    assert.equal(readHubEnvironment({ [name]: '0' }).offlineBy, undefined)
  }
})

test('another hub is given by its address', () => {
  assert.equal(readHubEnvironment({ HF_ENDPOINT: 'http://mirror:8080/hf/' }).endpoint, 'http://mirror:8080/hf')
  assert.throws(() => readHubEnvironment({ HF_ENDPOINT: 'mirror' }), { message: 'HF_ENDPOINT cannot be "mirror".' })
})
