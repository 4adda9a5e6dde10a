import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, rmdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'node:test'

/** For `test(title, { skip: withoutDisks() }, …)`: false, or why no disk can be made for a test. */
export function withoutDisks(): false | string {
  // in many containers not even an administrator may mount
  return spawnSync('unshare', ['--mount', 'true']).status === 0 ? false : 'needs to be root and free to mount a disk'
}

/** The folder of a disk in memory of a given size, until the test ends. */
export function smallDisk(t: TestContext, megabytes: number): string {
  const disk = mkdtempSync(join(tmpdir(), 'i2i-disk-'))
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'i2i-test', disk])
  t.after(() => {
    execFileSync('umount', ['--lazy', disk])
    rmdirSync(disk)
  })
  return disk
}

/** Gives a disk of `smallDisk` another size. */
export function resizeDisk(disk: string, megabytes: number): void {
  execFileSync('mount', ['-o', `remount,size=${megabytes}m`, disk])
}
