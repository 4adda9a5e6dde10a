import { execFileSync } from 'node:child_process'
import type { TestContext } from 'node:test'
import { asRoot } from '#test/asRoot.ts'
import { goOn } from '#test/liveShow.ts'
import { skipWithout } from '#test/systemPrograms.ts'
import { type Drill, observe, openKeptShow } from './drill.ts'

const SPACE = `i2i-drill-${process.pid}`
const [HERE, THERE] = [`i2ia${process.pid}`, `i2ib${process.pid}`]

/** The cable to the only worker is pulled for four seconds, in a network of its own. */
export const networkCut: Drill = {
  name: 'the network to the only worker is cut for 4 s',
  skip: asRoot() || skipWithout('ip'),
  async run(t) {
    openNetwork(t)
    const show = await openKeptShow(t)
    show.server()
    const address = ['--primary-hostname', '10.213.77.1', '--job-port', String(show.ports.job)]
    show.keep({ args: ['worker', ...address, '--engine', 'passthrough'], through: ['ip', 'netns', 'exec', SPACE] })
    return observe(show.audience, 'the worker connects again by itself', async () => {
      ip('link', 'set', HERE, 'down')
      await goOn(4000)
      ip('link', 'set', HERE, 'up')
    })
  },
}

/** A second network, joined to ours by a cable; removed when the test is over. */
function openNetwork(t: TestContext): void {
  ip('netns', 'add', SPACE)
  t.after(() => ip('netns', 'del', SPACE))
  ip('link', 'add', HERE, 'type', 'veth', 'peer', 'name', THERE, 'netns', SPACE)
  ip('addr', 'add', '10.213.77.1/24', 'dev', HERE)
  ip('link', 'set', HERE, 'up')
  ip('-n', SPACE, 'addr', 'add', '10.213.77.2/24', 'dev', THERE)
  ip('-n', SPACE, 'link', 'set', THERE, 'up')
}

function ip(...args: string[]): void {
  execFileSync('ip', args, { timeout: 5000 })
}
