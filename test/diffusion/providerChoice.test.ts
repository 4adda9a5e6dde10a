import assert from 'node:assert/strict'
import { test } from 'node:test'
import { chooseProvider, type ProviderWishes } from '#diffusion/providerChoice.ts'
import { missingLibrary } from '#diffusion/providerLibrary.ts'
import { temporaryFolder } from '#test/temporaryFolder.ts'

const isMissing = missingLibrary('cuda') !== undefined

test('a chosen provider that cannot be used is an error with what to install, never the CPU instead', {
  skip: !isMissing && 'CUDA is installed here',
}, async () => {
  for (const provider of ['cuda', 'tensorrt'] as const) {
    const { choose, lines } = choosing({ provider })
    await assert.rejects(choose, { code: 'PROVIDER_UNAVAILABLE', remedy: /doctor --install cuda|webgpu/ })
    assert.deepEqual(lines, [])
  }
})

test('auto tells in a sentence each why others were passed over', {
  skip: !isMissing && 'CUDA is installed here',
}, async () => {
  const { choose, lines } = choosing({ provider: 'auto' })
  const { device, dialect } = await choose
  assert.match(lines[0] ?? '', /^passed over: CUDA cannot be used: .* (run|Take)/)
  if (device.provider === 'webgpu') return
  assert.equal(device.provider, 'cpu')
  assert.equal(dialect.float, 'float32')
  assert.match(lines.join('\n'), /passed over: webgpu/i)
})

test('the CPU computes in float32 whatever precision was asked for, on as many threads as it is given', async () => {
  const { device, dialect } = await choosing({ provider: 'cpu', precision: 'float16', threads: 3 }).choose
  assert.deepEqual([device.threads, dialect.float, dialect.attention], [3, 'float32', 'fused'])
})

test('a library that lies beside the runtime is not missing', (t) => {
  const folder = temporaryFolder(t)
  const isElsewhere = `${process.platform}/${process.arch}` !== 'linux/x64'
  assert.match(missingLibrary('cuda', folder)?.remedy ?? '', isElsewhere ? /webgpu/ : /npx i2i doctor --install cuda/)
  assert.equal(missingLibrary('webgpu', folder), undefined)
})

function choosing(wishes: Partial<ProviderWishes>) {
  const lines: string[] = []
  const say = (text: string) => void lines.push(text)
  const all = { provider: 'auto', device: 0, threads: 1, precision: 'auto', ...wishes } as const
  return { choose: chooseProvider(all, { info: say, warn: say }), lines }
}
