import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { OperatorError, reasonOf } from '#errors/operatorError.ts'
import { type Plan, type PlanCommand, stateOf } from './plan.ts'
import type { RunSystem } from './runSystem.ts'

export type CarryOutOptions = {
  readonly root: string
  readonly run: RunSystem
  /** Told what is done, line by line. */
  readonly say: (line: string) => void
}

/** Does what a plan says. Doing it twice changes nothing more. @throws OperatorError SERVICE_FAILED, OUTPUT_UNWRITABLE */
export async function carryOut(plan: Plan, options: CarryOutOptions): Promise<void> {
  for (const [path, text] of Object.entries(plan.write)) write(path, text, options)
  for (const command of plan.commands) await runOne(command, options)
  for (const path of plan.remove) remove(path, options)
  for (const command of plan.last) await runOne(command, options)
  for (const note of plan.notes) options.say(note)
}

function write(path: string, text: string, { root, say }: CarryOutOptions): void {
  const whole = join(root, path)
  const state = stateOf(root, path)
  if (state !== 'missing' && readFileSync(whole, 'utf8') === text) return say(`unchanged ${whole}`)
  permitted(whole, () => {
    if (state === 'edited' || state === 'foreign') copyFileSync(whole, `${whole}.old`)
    mkdirSync(dirname(whole), { recursive: true })
    writeFileSync(whole, text, { mode: 0o644 })
  })
  say(`written   ${whole}`)
}

function remove(path: string, { root, say }: CarryOutOptions): void {
  const whole = join(root, path)
  permitted(whole, () => {
    if (stateOf(root, path) !== 'ours') copyFileSync(whole, `${whole}.old`)
    rmSync(whole)
  })
  say(`removed   ${whole}`)
}

function permitted(path: string, work: () => void): void {
  try {
    work()
  } catch (error) {
    const remedy = 'This needs root: put sudo in front (sudo npx i2i service …).'
    throw new OperatorError('OUTPUT_UNWRITABLE', `${path} cannot be written: ${reasonOf(error)}.`, remedy, {
      cause: error,
    })
  }
}

async function runOne({ words, mayFail }: PlanCommand, { run, say }: CarryOutOptions): Promise<void> {
  say(`run       ${words.join(' ')}`)
  const { code, stderr } = await run(words)
  if (code === 0) return
  if (mayFail !== undefined) return say(mayFail)
  const said = stderr.trim() || `exit code ${code}`
  throw new OperatorError('SERVICE_FAILED', `${words.join(' ')} failed: ${said}.`, 'Mend it and run the same again.')
}
