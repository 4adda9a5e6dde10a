import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { type Environment, type Program, startProgram } from '#test/running.ts'

const MAIN = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url))

/** Starts `i2i render` of a film, through the passthrough engine unless the flags say otherwise. */
export function renderFilm(
  input: string,
  output: string,
  flags: readonly string[] = [],
  environment?: Environment,
): Program {
  return startProgram([MAIN, 'render', input, output, '--engine', 'passthrough', ...flags], environment)
}

/** Renders a film to its end. @returns what was said */
export async function filmRendered(input: string, output: string, flags: readonly string[] = []): Promise<string> {
  await using running = renderFilm(input, output, flags)
  const { code } = await running.ended
  assert.equal(code, 0, running.said())
  return running.said()
}

/** A rendering that must fail with these words, and never with a trace of the program. */
export async function filmRefused(
  input: string,
  output: string,
  flags: readonly string[],
  words: RegExp,
): Promise<void> {
  await using running = renderFilm(input, output, flags)
  const { code } = await running.ended
  assert.match(running.said(), words)
  assert.notEqual(code, 0)
  assert.doesNotMatch(running.said(), /\n\s+at /)
}

/** How many parts of a film are finished. */
export function finishedParts(output: string): number {
  const record: unknown = JSON.parse(readFileSync(`${output}.parts/render.json`, 'utf8'))
  return (record as { parts: unknown[] }).parts.length
}

/** The same number of pictures, each at its time to the millisecond. */
export function assertSameTimes(wanted: readonly number[], times: readonly number[]): void {
  assert.equal(times.length, wanted.length)
  const worst = Math.max(...times.map((time, i) => Math.abs(time - (wanted[i] as number))))
  assert.ok(worst <= 1, `${worst} ms`)
}
