import assert from 'node:assert/strict'
import { mkdirSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { readSafetensors } from '#checkpoint/safetensors.ts'
import { fixtureFolder } from '#test/expected.ts'
import { pick, seededRandom } from '#test/random.ts'
import { temporaryFolder } from '#test/temporaryFolder.ts'
import { mayBeRefused, refusal } from './refusal.ts'
import { plain, safetensors } from './safetensorsFile.ts'

test('a file tells where its tensors lie, in bytes from its beginning', async (t) => {
  const header = { __metadata__: { format: 'pt' }, ...plain }
  const file = written(t, safetensors(header, 20))
  const start = 8 + JSON.stringify(header).length
  assert.deepEqual(await readSafetensors(file), [
    { key: 'conv.weight', dtype: 'float32', shape: [2, 2], file, offset: start, bytes: 16 },
    { key: 'conv.bias', dtype: 'float16', shape: [2], file, offset: start + 16, bytes: 4 },
  ])
})

test('every type of number is known by the name that the house uses', async (t) => {
  const sizes = { F64: 8, F32: 4, F16: 2, BF16: 2, I64: 8, I32: 4, I16: 2, I8: 1, U8: 1, BOOL: 1 }
  let end = 0
  const header = Object.entries(sizes).map(([dtype, bytes]) => {
    end += bytes
    return [dtype, { dtype, shape: [], data_offsets: [end - bytes, end] }]
  })
  const tensors = await readSafetensors(written(t, safetensors(Object.fromEntries(header), end)))
  assert.deepEqual(
    tensors.map(({ key, dtype }) => `${key} ${dtype}`),
    [
      ...['F64 float64', 'F32 float32', 'F16 float16', 'BF16 bfloat16', 'I64 int64'],
      ...['I32 int32', 'I16 int16', 'I8 int8', 'U8 uint8', 'BOOL bool'],
    ],
  )
})

test('tensors may stand in any order, have no elements at all, and a header may end in spaces', async (t) => {
  const empty = { dtype: 'F32', shape: [0, 7], data_offsets: [20, 20] }
  const header = { 'conv.bias': plain['conv.bias'], empty, 'conv.weight': plain['conv.weight'] }
  const tensors = await readSafetensors(written(t, safetensors(`${JSON.stringify(header)}     `, 20)))
  assert.deepEqual(
    tensors.map(({ key, bytes }) => [key, bytes]),
    [
      ['conv.bias', 4],
      ['empty', 0],
      ['conv.weight', 16],
    ],
  )
})

test('a link leads to the file itself', async (t) => {
  const file = written(t, safetensors(plain, 20))
  const link = join(temporaryFolder(t), 'model.safetensors')
  symlinkSync(file, link)
  assert.equal((await readSafetensors(link))[0]?.file, file)
})

test('the weights of the fixtures are read', async () => {
  const file = join(fixtureFolder('tiny-sd21'), 'unet/diffusion_pytorch_model.fp16.safetensors')
  const tensors = await readSafetensors(file)
  assert.deepEqual(tensors.find(({ key }) => key === 'conv_in.weight')?.shape, [16, 4, 3, 3])
  assert.equal(tensors.length, 686)
})

test('only the header of a file is read: 20 GB of a thousand tensors are opened at once', async (t) => {
  const bytes = 20_000_000
  const header = Object.fromEntries(
    Array.from({ length: 1000 }, (_, i) => [
      `blocks.${i}.weight`,
      { dtype: 'F16', shape: [1000, 10_000], data_offsets: [i * bytes, (i + 1) * bytes] },
    ]),
  )
  const file = written(t, safetensors(header, 0))
  // zeros that take no place on the disk
  truncateSync(file, safetensors(header, 0).length + 1000 * bytes)
  const startedAtMs = performance.now()
  const tensors = await readSafetensors(file)
  assert.ok(performance.now() - startedAtMs < 500) // about 10 ms; the limit is for a busy machine
  assert.equal(tensors.at(-1)?.offset, safetensors(header, 0).length + 999 * bytes)
})

test('a file that was cut off is refused, with the number of bytes that are missing', async (t) => {
  const whole = safetensors(plain, 20)
  const start = whole.length - 20
  for (const [length, why] of [
    [0, 'it has only 0 bytes'],
    [7, 'it has only 7 bytes'],
    [8, `its header ends at byte ${start}, but the file has only 8 bytes`],
    [start - 1, `its header ends at byte ${start}, but the file has only ${start - 1} bytes`],
    [start, `20 of ${start + 20} bytes are missing`],
    [start + 19, `1 of ${start + 20} bytes are missing, among them those of "conv.bias"`],
  ] as const) {
    const file = written(t, whole)
    truncateSync(file, length)
    const message = await refused(file)
    assert.ok(message.includes(why), message)
    assert.ok(message.startsWith(file))
  }
})

test('what is no regular file, or not there, is refused', async (t) => {
  const folder = temporaryFolder(t)
  mkdirSync(join(folder, 'folder.safetensors'))
  symlinkSync(join(folder, 'circle.safetensors'), join(folder, 'circle.safetensors'))
  symlinkSync(join(folder, 'gone'), join(folder, 'dangling.safetensors'))
  assert.match(await refused(join(folder, 'folder.safetensors')), /it is no file/)
  assert.match(await refused(join(folder, 'circle.safetensors')), /cannot be read \(ELOOP/)
  assert.match(await refused(join(folder, 'dangling.safetensors')), /it is missing/)
  assert.match(await refused(join(folder, 'missing.safetensors')), /it is missing/)
  assert.match(await refused('/dev/zero'), /it is no file/)
})

const lies: Readonly<Record<string, { file: Buffer; why: RegExp }>> = {
  'a header longer than any': {
    file: safetensors(plain, 20, 100_000_001n),
    why: /claims to have 100000001 bytes, of at most 100000000/,
  },
  'a header as long as 64 bits can tell': {
    file: safetensors(plain, 20, 2n ** 64n - 1n),
    why: /claims to have 18446744073709551615 bytes/,
  },
  'a header longer than the file': { file: safetensors(plain, 20, 5000n), why: /header ends at byte 5008/ },
  'an empty header': { file: safetensors('', 0), why: /header is no JSON/ },
  'a header that is no JSON': { file: safetensors('{"conv', 0), why: /header is no JSON/ },
  'a header of other bytes': { file: safetensors('\u0000\u0001', 0), why: /header is no JSON/ },
  'a header that is no UTF-8': {
    file: safetensors(Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]), 0),
    why: /header is no UTF-8 text/,
  },
  'a header with a byte order mark': {
    file: safetensors(`\ufeff${JSON.stringify(plain)}`, 20),
    why: /header is no JSON/,
  },
  'a header that is a list': { file: safetensors([plain], 20), why: /header is no JSON object/ },
  'a header that is null': { file: safetensors('null', 0), why: /header is no JSON object/ },
  'a tensor that is a word': { file: one('F32'), why: /the entry of "w" is "F32" instead of/ },
  'a tensor without a type': { file: one({ shape: [1], data_offsets: [0, 4] }), why: /the entry of "w" is {"shape"/ },
  'a tensor without a place': { file: one({ dtype: 'F32', shape: [1] }), why: /instead of a dtype/ },
  'a tensor with three offsets': { file: one(f32([1], [0, 4, 8])), why: /instead of a dtype/ },
  'a tensor with an offset below 0': { file: one(f32([1], [-4, 0])), why: /instead of a dtype/ },
  'a tensor with an offset between bytes': { file: one(f32([1], [0.5, 4.5])), why: /instead of a dtype/ },
  'a tensor with an offset beyond whole numbers': { file: one(f32([1], [0, 1e300])), why: /instead of a dtype/ },
  'a shape below 0': { file: one(f32([-1], [0, 4])), why: /instead of a dtype/ },
  'an 8-bit float': {
    file: one({ dtype: 'F8_E4M3', shape: [4], data_offsets: [0, 4] }),
    why: /"w" is of the type "F8_E4M3", which is not supported/,
  },
  'a type that is a property of every object': {
    file: one({ dtype: 'constructor', shape: [4], data_offsets: [0, 4] }),
    why: /of the type "constructor"/,
  },
  'a tensor that ends before it begins': { file: one(f32([1], [4, 0])), why: /"w" ends at byte 0, before it begins/ },
  'a size that does not match the shape': {
    file: one(f32([3], [0, 4])),
    why: /"w" has 4 bytes, but F32 \[3\] needs 12/,
  },
  'a size that does not match the type': {
    file: one({ dtype: 'F16', shape: [1], data_offsets: [0, 4] }),
    why: /has 4 bytes, but F16 \[1\] needs 2/,
  },
  'a shape with more elements than numbers can count': {
    file: one(f32([2 ** 52, 2 ** 52, 2 ** 52], [0, 4])),
    why: /"w" has 4 bytes, but/,
  },
  'a shape that overflows and comes back to 0': {
    file: one(f32([...Array<number>(30).fill(2 ** 52), 0], [0, 0]), 0),
    why: /"w" has 0 bytes, but/,
  },
  'offsets outside of the file': {
    file: one(f32([1], [1000, 1004])),
    why: /"w" is said to lie at bytes 1000 to 1004, but there are only 4 bytes of tensors/,
  },
  'tensors that overlap': {
    file: safetensors({ a: f32([2], [0, 8]), b: f32([2], [4, 12]) }, 12),
    why: /"b" begins at byte 4, inside "a", which ends at 8/,
  },
  'two tensors in one place': {
    file: safetensors({ a: f32([2], [0, 8]), b: f32([2], [0, 8]) }, 8),
    why: /"b" begins at byte 0, inside "a"/,
  },
  'a hole between tensors': {
    file: safetensors({ a: f32([1], [0, 4]), b: f32([1], [8, 12]) }, 12),
    why: /4 bytes before "b" belong to no tensor/,
  },
  'a hole before the first tensor': { file: one(f32([1], [4, 8]), 8), why: /4 bytes before "w" belong to no tensor/ },
  'bytes after the last tensor': { file: safetensors(plain, 25), why: /5 bytes at its end belong to no tensor/ },
  'a key twice': {
    file: safetensors(`{"w":${JSON.stringify(f32([1], [0, 4]))},"w":${JSON.stringify(f32([1], [4, 8]))}}`, 8),
    why: /belong to no tensor/,
  },
  'a key that is a property of every object': {
    file: safetensors('{"__proto__":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}', 4),
    why: /"__proto__" has 4 bytes/,
  },
  'a key of a megabyte': { file: safetensors({ ['x'.repeat(1e6)]: 1 }, 0), why: /the entry of "x{50,}…/ },
}

for (const [lie, { file, why }] of Object.entries(lies)) {
  test(`${lie} is refused`, async (t) => {
    const path = written(t, file)
    const message = await refused(path)
    assert.match(message, why)
    assert.ok(message.startsWith(`${path} cannot be used: `), message)
  })
}

test('two thousand damaged headers are read or refused, and nothing else happens', async (t) => {
  const random = seededRandom(3)
  const folder = temporaryFolder(t)
  const whole = safetensors({ __metadata__: { format: 'pt' }, ...plain, count: f32([3, 1], [20, 32]) }, 32)
  let refusals = 0
  for (let i = 0; i < 2000; i++) {
    const file = join(folder, `${i % 8}.safetensors`)
    const bytes = damaged(whole, random)
    writeFileSync(file, bytes)
    if (await mayBeRefused(() => readSafetensors(file), `damage ${i}: ${bytes.toString('latin1')}`)) refusals++
  }
  // a changed letter in a key is nothing that a reader could see
  assert.ok(refusals > 1500, `${refusals} were refused`)
})

function f32(shape: readonly number[], data_offsets: readonly number[]) {
  return { dtype: 'F32', shape, data_offsets }
}

function one(entry: unknown, dataBytes = 4): Buffer {
  return safetensors({ w: entry }, dataBytes)
}

function written(t: TestContext, bytes: Buffer): string {
  const file = join(temporaryFolder(t), 'model.safetensors')
  writeFileSync(file, bytes)
  return file
}

function refused(file: string): Promise<string> {
  return refusal('CHECKPOINT_INVALID', () => readSafetensors(file))
}

/** Bytes changed, taken out, doubled or exchanged for what a number or a name could be mistaken for. */
function damaged(whole: Buffer, random: () => number): Buffer {
  const words = ['-1', '1e99', 'null', '""', '{}', '[]', '9007199254740993', 'F8_E5M2', 'NaN', ',', '}', '0']
  let bytes = Buffer.from(whole)
  const headerBytes = Number(whole.readBigUInt64LE())
  for (let n = 1 + pick(random, 3); n > 0; n--) {
    const at = pick(random, 8 + headerBytes)
    const length = pick(random, 12)
    const [before, after] = [bytes.subarray(0, at), bytes.subarray(at + length)]
    const kind = pick(random, 4)
    if (kind === 0) bytes[at] = pick(random, 256)
    if (kind === 1) bytes = Buffer.concat([before, after])
    if (kind === 2) bytes = Buffer.concat([before, bytes.subarray(at, at + length), bytes.subarray(at)])
    if (kind === 3) bytes = Buffer.concat([before, Buffer.from(words[pick(random, words.length)] ?? ''), after])
    // every other time the length is made true again, so that what it holds is looked at
    if (random() < 0.5 && bytes.length > 40) bytes.writeBigUInt64LE(BigInt(Math.max(0, bytes.length - 8 - 32)))
  }
  return bytes
}
