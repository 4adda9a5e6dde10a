import assert from 'node:assert/strict'
import { cpSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { openModel } from '#diffusion/openModel.ts'
import { OperatorError } from '#errors/operatorError.ts'
import { fixtureFolder } from '#test/expected.ts'
import { onCpu } from '#test/onCpu.ts'
import { temporaryFolder } from '#test/temporaryFolder.ts'

const log = { info: () => undefined, warn: () => undefined }

test('a config that does not fit its weights is told when the model is opened, by the name of a weight', async (t) => {
  const folder = temporaryFolder(t)
  cpSync(fixtureFolder('tiny-sd21'), folder, { recursive: true })
  const file = join(folder, 'unet', 'config.json')
  writeFileSync(file, JSON.stringify({ ...JSON.parse(readFileSync(file, 'utf8')), layers_per_block: 3 }))
  await assert.rejects(
    openModel({ ...onCpu, folder }, log),
    (error) =>
      error instanceof OperatorError &&
      error.code === 'CHECKPOINT_INVALID' &&
      /down_blocks\.0\.\w+\.2/.test(error.message),
  )
})

test('a model says what it is and what it runs on', async () => {
  const { model, description } = await openModel({ ...onCpu, folder: fixtureFolder('tiny-sdxl'), name: 'ours' }, log)
  await model[Symbol.asyncDispose]()
  assert.equal(description, 'ours (SDXL) on the CPU, float32, fused attention')
})
