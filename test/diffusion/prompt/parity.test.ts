import { test } from 'node:test'
import { openCheckpoint } from '#checkpoint/checkpoint.ts'
import { openConditioner } from '#diffusion/prompt/conditioner.ts'
import { openTextEncoder } from '#diffusion/textEncoder.ts'
import { dialectOf } from '#onnx/dialect.ts'
import { assertClose, expected, fixtureFolder } from '#test/expected.ts'

for (const name of ['tiny-sdxl', 'tiny-sd21'] as const) {
  test(`${name}: weighted, long and blended prompts give compel's numbers through the ONNX text encoders`, async () => {
    const checkpoint = await openCheckpoint(fixtureFolder(name), { precision: 'float16', vae: 'auto' })
    const wanted = expected(name)
    await using closing = new AsyncDisposableStack()
    const conditioner = openConditioner({
      family: checkpoint.family,
      encoders: checkpoint.textEncoders.map((files) => ({
        tokenizer: files.tokenizer,
        encoder: closing.use(openTextEncoder(files, { provider: 'cpu', device: 0 }, dialectOf('cpu', 'float32'))),
        width: files.config.hidden_size,
      })),
      onWarning: () => {},
    })
    const [first, second] = wanted.json.prompts
    const prompts = { ...wanted.json.compel_prompts, blend: `("${first}", "${second}").blend(0.3, 0.7)` }
    for (const [key, prompt] of Object.entries<string>(prompts)) {
      const place = key === 'blend' ? key : `compel/${key}`
      const { promptEmbeds, pooled } = await conditioner.embed(prompt, { compel: true })
      assertClose(promptEmbeds, wanted.floats(`${place}/embeds`), 1e-4, `${place}/embeds`)
      if (pooled) assertClose(pooled, wanted.floats(`${place}/pooled`), 1e-4, `${place}/pooled`)
    }
  })
}
