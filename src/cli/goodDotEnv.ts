import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseEnv } from 'node:util'
import { OperatorError } from '#errors/operatorError.ts'
import { readDotEnv, type Variables } from './environment.ts'

const COPY = 'env.good'

/** The file `.env` as a service uses it, and why it is not the one that lies there, if it is not. */
export type UsableDotEnv = { readonly dotEnv: Variables; readonly problem?: OperatorError }

/**
 * The variables of `.env` in a folder. A service that nobody watches starts with those of its last good start when the file is
 * damaged: a power cut can leave it empty, half or full of zeros.
 * @param state folder in which a service keeps what it needs; undefined for a program that a person has started
 * @param check throws what is wrong with the variables
 * @throws OperatorError what is wrong, where there is no good copy
 */
export function usableDotEnv(
  folder: string,
  state: string | undefined,
  check: (dotEnv: Variables) => void,
): UsableDotEnv {
  try {
    const dotEnv = readDotEnv(folder)
    if (state !== undefined && isLost(folder, state)) throw lost(folder)
    check(dotEnv)
    return { dotEnv }
  } catch (error) {
    const copy = state === undefined ? undefined : join(state, COPY)
    if (!(error instanceof OperatorError) || copy === undefined || !existsSync(copy)) throw error
    const dotEnv = parseEnv(readFileSync(copy, 'utf8'))
    check(dotEnv)
    return { dotEnv, problem: error }
  }
}

/** Keeps a copy of `.env`, which has proved good. Nobody else may read it. */
export function keepGoodDotEnv(folder: string, state: string): void {
  const path = join(folder, '.env')
  if (!existsSync(path)) return
  const unfinished = join(state, `${COPY}.new`)
  writeFileSync(unfinished, readFileSync(path), { mode: 0o600 })
  renameSync(unfinished, join(state, COPY))
}

/** An empty file would be a show without its token. */
function isLost(folder: string, state: string): boolean {
  const [path, copy] = [join(folder, '.env'), join(state, COPY)]
  return existsSync(copy) && existsSync(path) && readFileSync(path, 'utf8').trim() === ''
}

function lost(folder: string): OperatorError {
  return new OperatorError(
    'BAD_OPTION',
    `${join(folder, '.env')} is empty, and was not when it last worked.`,
    'Write it anew, or remove it if nothing is to be set.',
  )
}
