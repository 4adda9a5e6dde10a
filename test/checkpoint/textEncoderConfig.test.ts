import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseTextEncoderConfig } from '#checkpoint/textEncoderConfig.ts'
import { fixtureJson } from './modelFolder.ts'
import { refusal } from './refusal.ts'

test('the second text encoder of SDXL', () => {
  assert.deepEqual(parsed(fixtureJson('configs/sdxl-turbo/text_encoder_2/config.json')), {
    architecture: 'CLIPTextModelWithProjection',
    hidden_size: 1280,
    intermediate_size: 5120,
    num_hidden_layers: 32,
    num_attention_heads: 20,
    hidden_act: 'gelu',
    layer_norm_eps: 1e-5,
    max_position_embeddings: 77,
    vocab_size: 49408,
    projection_dim: 1280,
    eos_token_id: 2,
  })
})

test('the first text encoder of SDXL and that of SD 2.x', () => {
  const first = parsed(fixtureJson('configs/sdxl-turbo/text_encoder/config.json'))
  assert.deepEqual([first.architecture, first.hidden_act, first.hidden_size], ['CLIPTextModel', 'quick_gelu', 768])
  const only = parsed(fixtureJson('configs/sd-turbo/text_encoder/config.json'))
  assert.deepEqual([only.num_hidden_layers, only.hidden_act, only.hidden_size], [23, 'gelu', 1024])
})

test('what a config does not say is as in transformers', () => {
  const { architecture, ...defaults } = parsed({ architectures: ['CLIPTextModel'] })
  assert.deepEqual(defaults, {
    hidden_size: 512,
    intermediate_size: 2048,
    num_hidden_layers: 12,
    num_attention_heads: 8,
    hidden_act: 'quick_gelu',
    layer_norm_eps: 1e-5,
    max_position_embeddings: 77,
    vocab_size: 49408,
    projection_dim: 512,
    eos_token_id: 49407,
  })
})

test('the class that model_index.json names goes before that of the config', () => {
  assert.equal(parseTextEncoderConfig({}, 'c', 'CLIPTextModel').architecture, 'CLIPTextModel')
  const json = { architectures: ['CLIPTextModel'] }
  assert.equal(
    parseTextEncoderConfig(json, 'c', 'CLIPTextModelWithProjection').architecture,
    'CLIPTextModelWithProjection',
  )
})

test('other text encoders and broken configs are refused', async () => {
  const clip = { architectures: ['CLIPTextModel'] }
  for (const [json, code, why] of [
    [{ architectures: ['T5EncoderModel'] }, 'CHECKPOINT_UNSUPPORTED', /architectures\.0 is "T5EncoderModel"/],
    [{ ...clip, hidden_act: 'gelu_new' }, 'CHECKPOINT_UNSUPPORTED', /hidden_act is "gelu_new"/],
    [{}, 'CHECKPOINT_INVALID', /architectures is missing/],
    [{ architectures: [] }, 'CHECKPOINT_INVALID', /architectures is \[\]/],
    [{ ...clip, num_attention_heads: 7 }, 'CHECKPOINT_INVALID', /hidden_size of 512 cannot be split into 7/],
    [{ ...clip, max_position_embeddings: 1e6 }, 'CHECKPOINT_INVALID', /max_position_embeddings is 1000000/],
    [{ ...clip, vocab_size: '49408' }, 'CHECKPOINT_INVALID', /vocab_size is "49408"/],
  ] as const) {
    assert.match(await refusal(code, () => parsed(json)), why)
  }
})

function parsed(json: unknown) {
  return parseTextEncoderConfig(json, 'text_encoder/config.json')
}
