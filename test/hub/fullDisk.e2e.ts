import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { systemClock } from '#flow/clock.ts'
import { HubClient } from '#hub/hubClient.ts'
import { localFiles } from '#hub/localFiles.ts'
import { pull } from '#hub/pull.ts'
import { planPull } from '#hub/pullPlan.ts'
import { offeredFixture, openHub } from '#test/hub.ts'
import { resizeDisk, smallDisk, withoutDisks } from '#test/smallDisk.ts'

test('a disk that fills up during the download is told, and after making room the rest is fetched', {
  skip: withoutDisks(),
}, async (t) => {
  const disk = smallDisk(t, 2)
  await using hub = await openHub({ 'i2i/tiny': offeredFixture('tiny-sdxl') })
  const { signal } = new AbortController()
  const client = new HubClient({ endpoint: hub.endpoint, token: undefined, clock: systemClock, signal })
  const plan = await planPull({ repo: 'i2i/tiny', revision: 'main', precision: 'float16', vae: 'auto' }, client)
  const folder = join(disk, 'model')
  const options = { hub: client, clock: systemClock, signal, connections: 4 }

  await assert.rejects(pull(plan, folder, options), {
    code: 'DISK_FULL',
    message: /^The download needs 2\.95 MB, and /,
  })
  // the sizes are not known before, so only the full disk itself can tell
  const blind = { ...plan, files: plan.files.map((file) => ({ ...file, bytes: undefined })) }
  await assert.rejects(pull(blind, folder, options), { code: 'DISK_FULL', message: /^The disk is full while writing / })
  const kept = (await localFiles(folder)).reduce((sum, { bytes }) => sum + bytes, 0)
  assert.ok(kept > 1_000_000)

  resizeDisk(disk, 8)
  assert.equal((await pull(plan, folder, options)).files.length, plan.files.length)
})
