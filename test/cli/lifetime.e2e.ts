import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { type TestContext, test } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { onPath } from '../../scripts/setup/systemPackages.mjs'

const standIn = fileURLToPath(new URL('../support/standInCommand.ts', import.meta.url))
const become = new URL('../../scripts/setup/become.mjs', import.meta.url).href

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  test(`${signal} ends a command in order, with exit code 0`, async (t) => {
    const { child } = await started(t, process.execPath, [standIn])
    child.kill(signal)
    assert.deepEqual(await ended(child), { code: 0, inTime: true })
  })

  test(`${signal} to the launcher ends the command, and the launcher with exit code 0`, async (t) => {
    const { child, pid } = await started(t, process.execPath, launcher(standIn))
    assert.notEqual(pid, child.pid)
    child.kill(signal)
    assert.deepEqual(await ended(child), { code: 0, inTime: true })
    assert.equal(isAlive(pid), false)
  })
}

test('Ctrl-C that reaches launcher and command at once is one Ctrl-C', async (t) => {
  const { child, pid } = await started(t, process.execPath, launcher(standIn))
  child.kill('SIGINT')
  process.kill(pid, 'SIGINT')
  process.kill(pid, 'SIGINT')
  assert.deepEqual(await ended(child), { code: 0, inTime: true })
})

test('what does not end in time is cut off, with exit code 0', async (t) => {
  const { child } = await started(t, process.execPath, [standIn, 'stubborn'])
  child.kill('SIGTERM')
  assert.deepEqual(await ended(child), { code: 0, inTime: true })
})

test('a second Ctrl-C ends at once', async (t) => {
  const { child } = await started(t, process.execPath, [standIn, 'stubborn'])
  child.kill('SIGINT')
  await delay(700)
  child.kill('SIGINT')
  assert.equal((await ended(child)).code, 130)
})

test('a launcher that is killed leaves nothing behind', async (t) => {
  const { child, pid } = await started(t, process.execPath, launcher(standIn))
  child.kill('SIGKILL')
  await ended(child)
  await gone(pid)
})

test('an npm that is killed leaves nothing behind', async (t) => {
  const shell = ['-c', `"${process.execPath}" "${standIn}"; true`]
  const { child, pid } = await started(t, 'sh', shell, { npm_lifecycle_event: 'start' })
  child.kill('SIGKILL')
  await ended(child)
  await gone(pid)
})

const script = onPath('script')
test('closing the terminal ends the command', { skip: script ? false : 'needs script (bsdutils)' }, async (t) => {
  const { child, pid } = await started(t, script ?? '', ['-qec', `"${process.execPath}" "${standIn}"`, '/dev/null'])
  child.kill('SIGKILL')
  await ended(child)
  await gone(pid)
})

/** Arguments for Node to run a file through the launcher that stays as its parent. */
function launcher(file: string): string[] {
  const code = `import(${JSON.stringify(become)}).then(({ become }) =>
    become(process.execPath, [${JSON.stringify(file)}], { execve: null }))`
  return ['-e', code]
}

async function started(t: TestContext, program: string, args: string[], env: NodeJS.ProcessEnv = {}) {
  const child = spawn(program, args, { env: { ...process.env, npm_lifecycle_event: '', ...env } })
  const [line] = await once(child.stdout, 'data')
  const pid = Number(/ready (\d+)/.exec(String(line))?.[1])
  t.after(() => isAlive(pid) && process.kill(pid, 'SIGKILL'))
  return { child, pid }
}

async function ended(child: ChildProcess): Promise<{ code: number | null; inTime: boolean }> {
  const asked = performance.now()
  const [code] = await once(child, 'exit')
  return { code, inTime: performance.now() - asked < 2000 }
}

async function gone(pid: number): Promise<void> {
  const deadline = performance.now() + 2000
  while (isAlive(pid)) {
    assert.ok(performance.now() < deadline, `process ${pid} is still there`)
    await delay(20)
  }
}

/** A process that has ended but was not collected by its new parent yet counts as gone. */
function isAlive(pid: number): boolean {
  const stat = `/proc/${pid}/stat`
  if (existsSync('/proc/self/stat')) return existsSync(stat) && !/\) Z/.test(readFileSync(stat, 'utf8'))
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}
