import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { eventually } from '#test/eventually.ts'
import { asRoot } from './asRoot.ts'
import { type Drill, observe, openKeptShow } from './drill.ts'

/** The disk that a recording is written to is full. */
export const diskFull: Drill = {
  name: 'the disk of a recording is full',
  skip: asRoot(),
  async run(t) {
    const disk = smallDisk(t)
    const show = await openKeptShow(t)
    show.server(['--recordings', disk])
    show.worker()
    const url = `http://127.0.0.1:${show.ports.settings}/api/recording`
    const how = 'the recording ends and says why; what was recorded is whole; the show goes on'
    return observe(show.audience, how, async () => {
      const body = JSON.stringify({ action: 'start', jpegs: true })
      await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body })
      const problem = async () => ((await (await fetch(url)).json()) as { problem?: string }).problem
      await eventually(problem, { withinMs: 30_000, what: 'the end of the recording' })
    })
  },
}

/** A disk with a little more than what a recording leaves free. */
function smallDisk(t: TestContext): string {
  const disk = mkdtempSync(join(tmpdir(), 'i2i-disk-'))
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=65m', 'tmpfs', disk])
  t.after(() => {
    execFileSync('umount', ['--lazy', disk])
    rmdirSync(disk)
  })
  return disk
}
