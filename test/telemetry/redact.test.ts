import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isSecretName, redactor, secretsIn, withoutSecrets } from '#telemetry/redact.ts'

test('variables and options that hold secrets are known by their names', () => {
  for (const name of [
    'TOKEN',
    'I2I_TOKEN',
    'HF_TOKEN',
    'OPENAI_API_KEY',
    'apiKey',
    'password',
    'GOOGLE_APPLICATION_CREDENTIALS',
  ])
    assert.equal(isSecretName(name), true, name)
  for (const name of ['PROMPT', 'keyboard', 'HOST', 'monkeys', 'batchSize'])
    assert.equal(isSecretName(name), false, name)
})

test('a known secret is taken out wherever and however it is written', () => {
  const hide = redactor(secretsIn({ TOKEN: 'open "sesame"/1', HOST: 'show', HF_TOKEN: '' }))
  const texts = ['open "sesame"/1', 'https://x/?word=open%20%22sesame%22%2F1', '{"a":"open \\"sesame\\"/1"}']
  for (const text of texts) assert.doesNotMatch(hide(text), /sesame/)
  assert.equal(hide('show'), 'show')
})

test('of two secrets, of which one is a part of the other, nothing is left', () => {
  assert.equal(redactor(['abc', 'abcdef'])('abcdef'), '(hidden)')
})

const looks: readonly (readonly [text: string, hidden: string])[] = [
  ['rtsp://admin:pass@10.0.0.4/live', 'rtsp://(hidden)@10.0.0.4/live'],
  ['rtsp://u:se@cret@cam/1: Connection refused', 'rtsp://(hidden)@cam/1: Connection refused'],
  ['srt://cam:9000?mode=caller&passphrase=abc&latency=1', 'srt://cam:9000?mode=caller&passphrase=(hidden)&latency=1'],
  ['http://cam/live?user=admin&pwd=abc&key=1', 'http://cam/live?user=admin&pwd=(hidden)&key=(hidden)'],
  ['http://cam:8080/a@b?size=1', 'http://cam:8080/a@b?size=1'],
  ['C:\\clip.mp4', 'C:\\clip.mp4'],
  ['GET /prompt/x?token=abc&y=1', 'GET /prompt/x?token=(hidden)&y=1'],
  ['authorization: Bearer abc.def-1', 'authorization: Bearer (hidden)'],
  ['node main.ts server --token sesame --fps 3', 'node main.ts server --token (hidden) --fps 3'],
  ['with hf_abcdefghijklm in it', 'with hf_(hidden) in it'],
  ['sk-proj-abcdefghijklm', 'sk-(hidden)'],
  ['{ apiKey: "abc", fps: 3 }', '{ apiKey: (hidden), fps: 3 }'],
  ['-----BEGIN PRIVATE KEY-----\nMIIE\n-----END PRIVATE KEY-----', '(hidden)'],
  ['a token ring, http://host/a@b and mail@example.org', 'a token ring, http://host/a@b and mail@example.org'],
]
for (const [text, hidden] of looks) {
  test(`what looks like a secret is hidden: ${hidden}`, () => {
    assert.equal(redactor([])(text), hidden)
  })
}

test('options keep their names, and an empty token is told as such', () => {
  assert.deepEqual(withoutSecrets({ token: 'sesame', fps: 3 }), { token: '(hidden)', fps: 3 })
  assert.deepEqual(withoutSecrets({ token: '' }), { token: '' })
})
