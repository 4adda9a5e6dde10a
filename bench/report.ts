import { execFileSync } from 'node:child_process'
import { cpus } from 'node:os'

/** Prints the answer of a benchmark as one JSON line: where it was measured, with which settings, and the figures. */
export function report(name: string, settings: Record<string, unknown>, figures: Record<string, unknown>): void {
  const commit = execFileSync('git', ['describe', '--always', '--dirty'], { encoding: 'utf8' }).trim()
  const machine = `${cpus().length} cores ${cpus()[0]?.model.trim()}, Node ${process.versions.node}`
  console.log(JSON.stringify({ name, commit, machine, settings, ...rounded(figures) }))
}

/** Median and tails of some measurements. */
export function spread(values: readonly number[]) {
  const sorted = Float64Array.from(values).sort()
  const at = (q: number) => sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] ?? Number.NaN
  const mean = sorted.reduce((a, b) => a + b, 0) / sorted.length
  const std = Math.sqrt(sorted.reduce((sum, v) => sum + (v - mean) ** 2, 0) / sorted.length)
  return { mean, std, p50: at(0.5), p95: at(0.95), p99: at(0.99), max: at(1) }
}

function rounded(value: unknown): object {
  return JSON.parse(JSON.stringify(value, (_, v) => (typeof v === 'number' ? Math.round(v * 100) / 100 : v)))
}
