import { goOn } from '#test/liveShow.ts'
import { type Drill, observe, openKeptShow } from './drill.ts'

/** One of two workers hangs for four seconds. */
export const workerStopped: Drill = {
  name: 'one of two workers hangs for 4 s (SIGSTOP, SIGCONT)',
  async run(t) {
    const show = await openKeptShow(t)
    show.server()
    const [worker] = [show.worker(), show.worker()]
    return observe(
      show.audience,
      'overdue frames go to the other worker; it is used again when it answers',
      async () => {
        worker.program.kill('SIGSTOP')
        await goOn(4000)
        worker.program.kill('SIGCONT')
      },
    )
  },
}
