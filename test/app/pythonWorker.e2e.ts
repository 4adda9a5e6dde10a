import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { makeKeys } from '#app/keys.ts'
import { eventually } from '#test/eventually.ts'
import { type LiveShow, openLiveShow } from '#test/liveShow.ts'
import { skipWithout, systemProgram } from '#test/systemPrograms.ts'
import { temporaryFolder } from '#test/temporaryFolder.ts'

const skip = skipWithout('python-zmq')

test('the worker of the docs, in Python, serves a show, is killed and comes back', { skip }, async (t) => {
  const show = await openLiveShow(t, { workers: [] })
  const first = pythonWorker(t, show)
  await picturesFlow(show)
  first.kill('SIGKILL')
  await show.statusWhen(({ workers }) => workers.length === 0)
  const second = pythonWorker(t, show)
  await picturesFlow(show)
  second.kill('SIGTERM')
  assert.deepEqual(await once(second, 'exit'), [0, null])
  await show.statusWhen(({ workers }) => workers.length === 0, 1500)
})

test('the worker of the docs finds its server again after that has hung', { skip }, async (t) => {
  const show = await openLiveShow(t, { workers: [] })
  pythonWorker(t, show)
  await picturesFlow(show)
  show.server.kill('SIGSTOP')
  await eventually(() => show.audience.largestGapMs(performance.now() - 1500) > 1400, { what: 'a gap' })
  show.server.kill('SIGCONT')
  await picturesFlow(show)
})

test('the worker of the docs works for an encrypted show', { skip }, async (t) => {
  const keys = join(temporaryFolder(t), 'keys')
  await makeKeys({ folder: keys, client: 'python', dryRun: false })
  const show = await openLiveShow(t, { workers: [], serverFlags: ['--curve', '--keys', keys] })
  pythonWorker(t, show, ['--keys', join(keys, 'for-python')])
  const { fps } = await show.statusWhen(({ fps }) => fps.published > 20)
  assert.ok(fps.published > 20)
})

function pythonWorker(t: TestContext, { ports }: LiveShow, flags: readonly string[] = []): ChildProcess {
  const python = systemProgram('python-zmq') as string
  const worker = spawn(python, ['examples/worker.py', '127.0.0.1', String(ports.job), ...flags], { stdio: 'inherit' })
  t.after(() => worker.kill('SIGKILL'))
  return worker
}

async function picturesFlow({ audience }: LiveShow): Promise<void> {
  const from = audience.seen.length
  await eventually(() => audience.seen.length > from + 30, { withinMs: 10_000, what: 'thirty pictures' })
}
