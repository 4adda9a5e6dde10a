import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { encode, type ImageData } from 'fast-png'
import { type Rendering, render } from '#app/render.ts'
import { systemClock } from '#flow/clock.ts'
import { renderConfigFields, workerConfigFields } from '#settings/config.ts'
import { defaultParameters, defaultsOf, type Parameters } from '#settings/schema.ts'
import { pngToRgb } from '#source/pngToRgb.ts'

/** What differs from a rendering through the passthrough engine with the default settings. */
export type Changes = {
  readonly parameters?: Partial<Parameters>
  readonly config?: Partial<Rendering['config']>
} & Partial<Pick<Rendering, 'batchSize' | 'terminal'>>

/** Renders as the command does. @returns what the log said */
export async function rendered(
  input: string,
  output: string,
  changes: Changes = {},
  signal: AbortSignal = new AbortController().signal,
): Promise<string[]> {
  const said: string[] = []
  const say = (line: string) => void said.push(line)
  const defaults = { ...defaultsOf(workerConfigFields), ...defaultsOf(renderConfigFields) }
  const rendering = {
    ...{ input, output },
    batchSize: changes.batchSize ?? 1,
    config: { ...defaults, engine: 'passthrough', threads: 1, ...changes.config } as Rendering['config'],
    parameters: { ...defaultParameters, ...changes.parameters },
    terminal: changes.terminal ?? new PassThrough(),
    onStuck() {},
  }
  await render(rendering, { signal, clock: systemClock, log: { info: say, warn: say, error: say }, environment: {} })
  return said
}

/** RGB noise from a seed, [heightPx, widthPx, 3]: no two pictures are alike, and no byte may be wrong. */
export function noise(seed: number, widthPx = 64, heightPx = 64): Uint8Array {
  let state = seed * 2654435761 + 12345
  return Uint8Array.from({ length: widthPx * heightPx * 3 }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state >>> 24
  })
}

/** Writes a PNG of RGB pixels, or of another kind. */
export function writePng(path: string, data: Uint8Array, widthPx = 64, heightPx = 64, more: Partial<ImageData> = {}) {
  writeFileSync(path, encode({ width: widthPx, height: heightPx, channels: 3, depth: 8, data, ...more }))
}

/** A folder's worth of noise: `0.png`, `1.png`, … */
export function writePngs(folder: string, count: number): void {
  for (let i = 0; i < count; i++) writePng(join(folder, `${i}.png`), noise(i))
}

/** The pixels of a PNG. */
export function pixelsOf(path: string): Uint8Array {
  return pngToRgb(readFileSync(path)).pixels
}

/** What lies in a folder for everybody to see, sorted. */
export function visible(folder: string): string[] {
  return readdirSync(folder)
    .filter((name) => !name.startsWith('.'))
    .sort()
}
