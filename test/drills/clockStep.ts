import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { skipWithout, systemProgram } from '#test/systemPrograms.ts'
import { type Drill, observe, openKeptShow } from './drill.ts'

/** Gives a program another time of day. */
const LIBRARY = systemProgram('faketime')

/** The clock of the server's machine is put forward by an hour, and back again. */
export const clockStep: Drill = {
  name: 'the clock is set: an hour ahead, then back',
  skip: skipWithout('faketime'),
  async run(t) {
    const folder = mkdtempSync(join(tmpdir(), 'i2i-clock-'))
    t.after(() => rmSync(folder, { recursive: true }))
    const file = join(folder, 'time')
    writeFileSync(file, '+0')
    const show = await openKeptShow(t)
    show.server([], {
      LD_PRELOAD: LIBRARY ?? '',
      FAKETIME_TIMESTAMP_FILE: file,
      FAKETIME_CACHE_DURATION: '1',
      FAKETIME_DONT_FAKE_MONOTONIC: '1',
      DONT_FAKE_MONOTONIC: '1',
    })
    show.worker()
    const { audience } = show
    return observe(audience, 'nothing that is paced depends on the time of day', async () => {
      for (const offset of ['+3600', '+0']) {
        writeFileSync(file, offset)
        await audience.next(({ timestamp }) => Math.abs(timestamp - Date.now() - Number(offset) * 1000) < 60_000)
      }
    })
  },
}
