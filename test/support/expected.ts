import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'

type Header = Record<string, { dtype: string; shape: number[]; data_offsets: [number, number] }>

/** Reference numbers of a small checkpoint in `test/fixtures`, made with diffusers (see `test/fixtures/diffusers.md`). */
export type Expected = {
  /** What stands in expected.json; the tests know its shape. */
  readonly json: ReturnType<typeof JSON.parse>
  readonly names: readonly string[]
  shape(name: string): number[]
  /** A float32 or float16 tensor, widened. */
  floats(name: string): Float32Array
  bytes(name: string): Uint8Array
}

/** Where a small checkpoint lies. */
export function fixtureFolder(name: 'tiny-sdxl' | 'tiny-sd21' | 'configs'): string {
  return new URL(`../fixtures/${name}`, import.meta.url).pathname
}

/** Reads the reference numbers of a small checkpoint. */
export function expected(name: 'tiny-sdxl' | 'tiny-sd21'): Expected {
  const file = readFileSync(`${fixtureFolder(name)}/expected.safetensors`)
  const headerBytes = Number(file.readBigUInt64LE(0))
  const header = JSON.parse(file.toString('utf8', 8, 8 + headerBytes)) as Header
  const json = JSON.parse(readFileSync(`${fixtureFolder(name)}/expected.json`, 'utf8'))
  const entry = (key: string) => {
    const found = header[key]
    if (!found) throw new RangeError(`${name} has no expected tensor ${key}`)
    const [from, to] = found.data_offsets
    return {
      ...found,
      raw: file.buffer.slice(file.byteOffset + 8 + headerBytes + from, file.byteOffset + 8 + headerBytes + to),
    }
  }
  return {
    json,
    names: Object.keys(header).filter((key) => key !== '__metadata__'),
    shape: (key) => entry(key).shape,
    floats: (key) => {
      const { dtype, raw } = entry(key)
      return dtype === 'F16' ? Float32Array.from(new Float16Array(raw)) : new Float32Array(raw)
    },
    bytes: (key) => new Uint8Array(entry(key).raw),
  }
}

/** Standard deviation of a tensor. */
export function stdOf(values: Float32Array): number {
  const mean = values.reduce((sum, v) => sum + v, 0) / values.length
  return Math.sqrt(values.reduce((sum, v) => sum + (v - mean) ** 2, 0) / values.length)
}

/** Largest difference between two tensors. */
export function largestError(actual: ArrayLike<number>, wanted: ArrayLike<number>): number {
  let largest = 0
  for (let i = 0; i < wanted.length; i++) {
    const error = Math.abs(actual[i] - wanted[i])
    if (!(error <= largest)) largest = error
  }
  return largest
}

/** @param relativeToStd largest error allowed, as a share of the expected tensor's standard deviation */
export function assertClose(actual: Float32Array, wanted: Float32Array, relativeToStd: number, what: string): void {
  assert.equal(actual.length, wanted.length, `${what}: number of values`)
  const error = largestError(actual, wanted) / stdOf(wanted)
  assert.ok(
    error <= relativeToStd,
    `${what}: off by ${error.toExponential(2)} standard deviations, allowed ${relativeToStd}`,
  )
}
