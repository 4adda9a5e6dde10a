import { eventually } from '#test/eventually.ts'
import { smallDisk, withoutDisks } from '#test/smallDisk.ts'
import { type Drill, observe, openKeptShow } from './drill.ts'

/** The disk that a recording is written to is full. */
export const diskFull: Drill = {
  name: 'the disk of a recording is full',
  skip: withoutDisks(),
  async run(t) {
    const disk = smallDisk(t, 65) // a little more than what a recording leaves free
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
