import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Drill, observe, openKeptShow } from './drill.ts'

/** A power cut leaves `.env` full of zeros; the server starts again. */
export const corruptDotEnv: Drill = {
  name: '.env is damaged and the server is killed',
  async run(t) {
    const show = await openKeptShow(t)
    const home = mkdtempSync(join(tmpdir(), 'i2i-home-'))
    t.after(() => rmSync(home, { recursive: true }))
    const { ports, directory } = show
    const dotEnv = `OUTPUT_PORT=${ports.output}\nSETTINGS_PORT=${ports.settings}\nOSC_PORT=${ports.osc}\nRESOLUTION=160\n`
    writeFileSync(join(home, '.env'), dotEnv)
    writeFileSync(join(home, 'env.good'), dotEnv)
    const args = ['server', '--job-port', String(ports.job), '--directory', directory]
    const server = show.keep({ args, cwd: home, environment: { STATE_DIRECTORY: home } })
    show.worker()
    return observe(show.audience, 'the service starts with the .env of its last good start, and says so', async () => {
      writeFileSync(join(home, '.env'), Buffer.alloc(dotEnv.length))
      server.program.kill('SIGKILL')
    })
  },
}
