import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { makeKeys } from '#app/keys.ts'
import { eventually } from '#test/eventually.ts'
import { temporaryFolder } from '#test/temporaryFolder.ts'
import { readClientKeys } from '#wire/curveKeys.ts'
import { type Drill, observe, openKeptShow } from './drill.ts'

/** A machine with a key that nobody knows tries to join an encrypted show. */
export const wrongKey: Drill = {
  name: 'a worker with a wrong key tries to join (--curve)',
  async run(t) {
    const keys = join(temporaryFolder(t), 'keys')
    await makeKeys({ folder: keys, client: 'friend', dryRun: false })
    await makeKeys({ folder: keys, client: 'stranger', dryRun: false })
    rmSync(join(keys, 'clients', 'stranger.pub'))
    const show = await openKeptShow(t, readClientKeys(keys))
    const server = show.server(['--curve', '--keys', keys])
    show.worker(['--curve', '--keys', join(keys, 'for-friend')])
    return observe(show.audience, 'it is refused and named in the log; the others go on', async () => {
      show.worker(['--curve', '--keys', join(keys, 'for-stranger')])
      await eventually(() => server.said().includes('WARNING'), { withinMs: 8000, what: 'a word about the stranger' })
    })
  },
}
