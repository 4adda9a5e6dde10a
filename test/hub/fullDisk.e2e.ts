import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { systemClock } from '#flow/clock.ts'
import { HubClient } from '#hub/hubClient.ts'
import { localFiles } from '#hub/localFiles.ts'
import { pull } from '#hub/pull.ts'
import { planPull } from '#hub/pullPlan.ts'
import { offeredFixture, openHub } from '#test/hub.ts'
import { temporaryFolder } from '#test/temporaryFolder.ts'

test('a disk that fills up during the download is told, and after making room the rest is fetched', async (t) => {
  using disk = smallDisk(t, '2m')
  if (!disk) return t.skip('no small disk can be mounted here')
  await using hub = await openHub({ 'i2i/tiny': offeredFixture('tiny-sdxl') })
  const { signal } = new AbortController()
  const client = new HubClient({ endpoint: hub.endpoint, token: undefined, clock: systemClock, signal })
  const plan = await planPull({ repo: 'i2i/tiny', revision: 'main', precision: 'float16', vae: 'auto' }, client)
  const folder = join(disk.folder, 'model')
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

  assert.equal(spawnSync('mount', ['-o', 'remount,size=8m', disk.folder]).status, 0)
  assert.equal((await pull(plan, folder, options)).files.length, plan.files.length)
})

/** A disk of a given size in memory; undefined where that is not allowed. */
function smallDisk(t: TestContext, size: string): (Disposable & { readonly folder: string }) | undefined {
  const folder = join(temporaryFolder(t), 'disk')
  mkdirSync(folder)
  if (spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${size}`, 'i2i-test', folder]).status !== 0) return undefined
  return { folder, [Symbol.dispose]: () => void spawnSync('umount', [folder]) }
}
