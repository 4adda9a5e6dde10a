import { createServer } from 'node:net'
import { eventually } from '#test/eventually.ts'
import { type Drill, observe, openKeptShow } from './drill.ts'

/** The server is started again while another program holds its port. */
export const portTaken: Drill = {
  name: 'the server is started again while its port is taken for 3 s',
  async run(t) {
    const show = await openKeptShow(t)
    const server = show.server()
    show.worker()
    const other = createServer()
    t.after(() => other.close())
    return observe(show.audience, 'it says so, and the service tries until the port is free', async () => {
      server.program.kill('SIGKILL')
      await server.program.ended
      await new Promise<void>((resolve) => other.listen(show.ports.job, '0.0.0.0', resolve))
      await eventually(() => /is in use|is taken/.test(server.said()), {
        withinMs: 10_000,
        what: 'a word about the port',
      })
      other.close()
    })
  },
}
