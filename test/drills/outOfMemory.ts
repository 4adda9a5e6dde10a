import { existsSync, mkdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { asRoot } from '#test/asRoot.ts'
import { type Drill, observe, openKeptShow } from './drill.ts'

const [OLD, NEW] = ['/sys/fs/cgroup/memory', '/sys/fs/cgroup']
const isOld = existsSync(join(OLD, 'tasks'))
const LOTS_BYTES = 2 ** 40

/** The kernel kills one of two workers for want of memory. */
export const outOfMemory: Drill = {
  name: 'one of two workers is killed for want of memory',
  skip: asRoot() || (isOld || existsSync(join(NEW, 'cgroup.controllers')) ? false : 'needs cgroups'),
  async run(t) {
    const show = await openKeptShow(t)
    const group = join(isOld ? OLD : NEW, `i2i-drill-${process.pid}`)
    mkdirSync(group)
    t.after(() => rmdirSync(group))
    show.server()
    show.worker()
    const joined = ['sh', '-c', `echo $$ > ${join(group, 'cgroup.procs')}; exec "$@"`, 'sh']
    const args = ['worker', '--job-port', String(show.ports.job), '--engine', 'passthrough']
    const worker = show.keep({ args, through: joined })
    return observe(show.audience, 'as when it is killed', async () => {
      const { program } = worker
      limit(group, Number(readFileSync(join(group, isOld ? 'memory.usage_in_bytes' : 'memory.current'), 'utf8')))
      await program.ended
      limit(group, LOTS_BYTES)
    })
  },
}

function limit(group: string, bytes: number): void {
  writeFileSync(join(group, isOld ? 'memory.limit_in_bytes' : 'memory.max'), String(bytes))
}
