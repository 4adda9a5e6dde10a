import { type Drill, observe, openKeptShow } from './drill.ts'

/** The server dies. */
export const serverKilled: Drill = {
  name: 'the server is killed (SIGKILL)',
  async run(t) {
    const show = await openKeptShow(t)
    const server = show.server()
    show.worker()
    return observe(
      show.audience,
      'the service starts it again after 1 s; workers come back by themselves',
      async () => {
        server.program.kill('SIGKILL')
      },
    )
  },
}
