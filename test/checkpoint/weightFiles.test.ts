import assert from 'node:assert/strict'
import { mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { test } from 'node:test'
import type { TensorSource } from '#checkpoint/tensorSource.ts'
import type { Tensors } from '#checkpoint/tensors.ts'
import { hasWeights, type Precision, readTensors } from '#checkpoint/weightFiles.ts'
import { fixtureFolder } from '#test/expected.ts'
import { temporaryFolder } from '#test/temporaryFolder.ts'
import { refusal } from './refusal.ts'
import { writeTensors } from './safetensorsFile.ts'

const both = ['diffusion_pytorch_model.safetensors', 'diffusion_pytorch_model.fp16.safetensors']
const [full, half] = both as [string, string]

for (const { there, precision, taken } of [
  { there: both, precision: 'float32', taken: full },
  { there: both, precision: 'float16', taken: half },
  { there: [full], precision: 'float16', taken: full },
  { there: [half], precision: 'float32', taken: half },
  { there: ['model.safetensors'], precision: 'float16', taken: 'model.safetensors' },
  { there: ['model.fp16.safetensors'], precision: 'float32', taken: 'model.fp16.safetensors' },
] as const) {
  test(`of ${there.join(' and ')}, ${taken} is taken for ${precision}`, async (t) => {
    const folder = temporaryFolder(t)
    for (const name of there) writeTensors(join(folder, name), { [name]: [1] })
    assert.deepEqual(await keysOf(folder, precision), [taken])
    assert.ok(hasWeights(folder))
  })
}

test('a component is called after its folder and its file', async (t) => {
  const folder = join(temporaryFolder(t), 'unet')
  mkdirSync(folder)
  writeTensors(join(folder, full), { w: [1] })
  assert.equal((await readTensors(folder, 'float32')).name, `unet (${folder}/${full})`)
})

for (const { index, shard } of [
  { index: 'model.safetensors.index.json', shard: (n: number) => `model-0000${n}-of-00002.safetensors` },
  { index: 'model.fp16.safetensors.index.json', shard: (n: number) => `model.fp16-0000${n}-of-00002.safetensors` },
  { index: 'model.safetensors.index.fp16.json', shard: (n: number) => `model-0000${n}-of-00002.fp16.safetensors` },
]) {
  test(`the shards that ${index} names are one component`, async (t) => {
    const folder = temporaryFolder(t)
    writeTensors(join(folder, shard(1)), { a: [1], b: [2] })
    writeTensors(join(folder, shard(2)), { c: [3] })
    writeIndex(folder, { a: shard(1), b: shard(1), c: shard(2) }, index)
    const { byKey } = await readTensors(folder, 'float16')
    assert.deepEqual([...byKey.keys()], ['a', 'b', 'c'])
    assert.equal(byKey.get('c')?.file, join(folder, shard(2)))
  })
}

test('the weights of a fixture, cut into shards, are the same tensors with the same bytes', async (t) => {
  const from = join(fixtureFolder('tiny-sd21'), 'unet')
  const whole = await readTensors(from, 'float16')
  const folder = temporaryFolder(t)
  const map: Record<string, string> = {}
  const keys = [...whole.byKey.keys()]
  for (let n = 0; n < 3; n++) {
    const name = `diffusion_pytorch_model-0000${n + 1}-of-00003.fp16.safetensors`
    const mine = keys.filter((_, i) => i % 3 === n)
    for (const key of mine) map[key] = name
    writeFileSync(join(folder, name), shardOf(whole, mine))
  }
  writeIndex(folder, map, 'diffusion_pytorch_model.safetensors.index.fp16.json')
  const sharded = await readTensors(folder, 'float16')
  assert.equal(sharded.byKey.size, 686)
  for (const [key, tensor] of whole.byKey) {
    const other = sharded.byKey.get(key)
    assert.deepEqual([other?.dtype, other?.shape], [tensor.dtype, tensor.shape])
    assert.ok(other && bytesOf(other).equals(bytesOf(tensor)), key)
  }
})

const damages: Readonly<Record<string, { damage: (folder: string) => void; why: RegExp }>> = {
  'a shard that is missing': {
    damage: (folder) => rmSync(join(folder, 'two.safetensors')),
    why: /model\.safetensors\.index\.json names two\.safetensors, which is missing\./,
  },
  'a tensor that is not in its shard': {
    damage: (folder) => writeIndex(folder, { a: 'one.safetensors', b: 'one.safetensors', c: 'two.safetensors' }),
    why: /says that "b" is in one\.safetensors, but it is not/,
  },
  'a shard with one tensor too many': {
    damage: (folder) => writeTensors(join(folder, 'two.safetensors'), { b: [1], extra: [1] }),
    why: /two\.safetensors holds "extra", which model\.safetensors\.index\.json does not place there/,
  },
  'a shard in another folder': {
    damage: (folder) => writeIndex(folder, { a: '../one.safetensors' }),
    why: /names "\.\.\/one\.safetensors", which is no file beside it/,
  },
  'a shard by its full path': {
    damage: (folder) => writeIndex(folder, { a: join(folder, 'one.safetensors') }),
    why: /which is no file beside it/,
  },
  'a shard that is no safetensors file': {
    damage: (folder) => writeIndex(folder, { a: 'one.bin' }),
    why: /names "one\.bin", which is no file beside it/,
  },
  'a shard with a zero in its name': {
    damage: (folder) => writeIndex(folder, { a: 'one\0.safetensors' }),
    why: /which is no file beside it/,
  },
  'an index without a map': {
    damage: (folder) => writeFileSync(join(folder, 'model.safetensors.index.json'), '{}'),
    why: /index\.json: weight_map is missing/,
  },
  'a map with a number for a shard': {
    damage: (folder) => writeIndex(folder, { a: 1 as unknown as string }),
    why: /weight_map\.a is 1 /,
  },
  'an index that is no JSON': {
    damage: (folder) => writeFileSync(join(folder, 'model.safetensors.index.json'), '{"weight_map"'),
    why: /is no JSON/,
  },
}

for (const [what, { damage, why }] of Object.entries(damages)) {
  test(`${what} is refused`, async (t) => {
    const folder = temporaryFolder(t)
    writeTensors(join(folder, 'one.safetensors'), { a: [1] })
    writeTensors(join(folder, 'two.safetensors'), { b: [1] })
    writeIndex(folder, { a: 'one.safetensors', b: 'two.safetensors' })
    damage(folder)
    assert.match(await refusal('CHECKPOINT_INVALID', () => readTensors(folder, 'float32')), why)
  })
}

test('where there are only pickles, the operator is told what is needed', async (t) => {
  const folder = temporaryFolder(t, { 'diffusion_pytorch_model.bin': 'PK' })
  const message = await refusal('CHECKPOINT_INVALID', () => readTensors(folder, 'float32'))
  assert.match(message, /no weights in the safetensors format\. There is only diffusion_pytorch_model\.bin/)
  assert.equal(hasWeights(folder), false)
})

test('an empty folder, a missing one and a file in its place have no weights', async (t) => {
  const folder = temporaryFolder(t, { file: '' })
  for (const place of [folder, join(folder, 'missing'), join(folder, 'file')]) {
    assert.match(await refusal('CHECKPOINT_INVALID', () => readTensors(place, 'float32')), /holds no weights/)
  }
})

test('in the Hugging Face cache, links lead from a snapshot to the blobs', async (t) => {
  const cache = temporaryFolder(t)
  const [blobs, snapshot] = [join(cache, 'blobs'), join(cache, 'snapshots/0123abcd/unet')]
  for (const folder of [blobs, snapshot]) mkdirSync(folder, { recursive: true })
  writeTensors(join(blobs, 'f00d'), { w: [2] })
  symlinkSync(relative(snapshot, join(blobs, 'f00d')), join(snapshot, full))
  assert.deepEqual(readdirSync(snapshot), [full])
  const { byKey } = await readTensors(snapshot, 'float16')
  assert.equal(byKey.get('w')?.file, join(blobs, 'f00d'))
})

test('a link whose blob was never downloaded counts as missing', async (t) => {
  const folder = temporaryFolder(t)
  symlinkSync(join(folder, 'blobs/gone'), join(folder, full))
  assert.equal(hasWeights(folder), false)
  await refusal('CHECKPOINT_INVALID', () => readTensors(folder, 'float32'))
})

async function keysOf(folder: string, precision: Precision): Promise<string[]> {
  return [...(await readTensors(folder, precision)).byKey.keys()]
}

function writeIndex(folder: string, weight_map: Record<string, string>, name = 'model.safetensors.index.json'): void {
  writeFileSync(join(folder, name), JSON.stringify({ metadata: { total_size: 1 }, weight_map }))
}

const contents = new Map<string, Buffer>()

function bytesOf({ file, offset, bytes }: TensorSource): Buffer {
  const content = contents.get(file) ?? readFileSync(file)
  contents.set(file, content)
  return content.subarray(offset, offset + bytes)
}

function shardOf({ byKey }: Tensors, keys: readonly string[]): Buffer {
  let end = 0
  const parts: Buffer[] = []
  const header = keys.map((key) => {
    const tensor = byKey.get(key) as TensorSource
    parts.push(bytesOf(tensor))
    end += tensor.bytes
    return [key, { dtype: 'F16', shape: tensor.shape, data_offsets: [end - tensor.bytes, end] }]
  })
  const text = Buffer.from(JSON.stringify(Object.fromEntries(header)))
  const length = Buffer.alloc(8)
  length.writeBigUInt64LE(BigInt(text.length))
  return Buffer.concat([length, text, ...parts])
}
