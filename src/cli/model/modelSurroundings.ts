import { relative } from 'node:path'
import { type HubEnvironment, readHubEnvironment } from '#hub/hubEnvironment.ts'
import type { Places } from '#hub/places.ts'
import { readDotEnv } from '../environment.ts'

/** What the commands around models find on this machine. */
export type ModelSurroundings = { readonly hub: HubEnvironment; readonly places: Places }

/** Reads the variables of the Hugging Face programs, from the environment and `.env`. @throws OperatorError */
export function readModelSurroundings({ models }: { readonly models: string }): ModelSurroundings {
  const hub = readHubEnvironment({ ...readDotEnv(process.cwd()), ...process.env })
  return { hub, places: { models, cache: hub.cache } }
}

/** A folder as short as it can be said from here. */
export function shortPath(path: string): string {
  const short = relative(process.cwd(), path)
  return short === '' || short.startsWith('..') ? path : short
}

/** Writes lines for the operator to standard output. */
export function say(...lines: readonly string[]): void {
  process.stdout.write(lines.map((line) => `${line}\n`).join(''))
}
