import { type Drill, observe, openKeptShow } from './drill.ts'

/** One of two workers dies. */
export const workerKilled: Drill = {
  name: 'one of two workers is killed (SIGKILL)',
  async run(t) {
    const show = await openKeptShow(t)
    show.server()
    const [worker] = [show.worker(), show.worker()]
    return observe(show.audience, 'the other worker takes its frames; the service starts it again', async () => {
      worker.program.kill('SIGKILL')
    })
  },
}
