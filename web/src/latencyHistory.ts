import type { Step } from '../../src/frame/steps.ts'
import type { Status } from './server.ts'

/** Two minutes, one status a second. */
export const HISTORY_SECONDS = 120

/** Steps in the order of a frame's journey, in words, with the colour of their layer in the chart. */
export const stepLooks: Readonly<
  Record<Step, { readonly name: string; readonly colour: string; readonly doc: string }>
> = {
  door: { name: 'door', colour: '#4f5b76', doc: 'captured until let in' },
  batch: { name: 'batch', colour: '#5f7796', doc: 'until its batch was full' },
  queue: { name: 'queue', colour: '#6f93ac', doc: 'until a worker took it' },
  network: { name: 'network', colour: '#7fb0b4', doc: 'on the way to the worker and back' },
  decode: { name: 'decode', colour: '#8dbb98', doc: 'reading the picture' },
  transform: { name: 'transform', colour: '#d79a52', doc: 'the model at work' },
  encode: { name: 'encode', colour: '#c9b06f', doc: 'writing the picture' },
  reorder: { name: 'reorder', colour: '#b77f76', doc: 'waiting for its turn' },
  playout: { name: 'playout', colour: '#94698a', doc: 'waiting for its moment' },
  publish: { name: 'publish', colour: '#6d5a8c', doc: 'to the socket' },
}

export const stepNames = Object.keys(stepLooks) as Step[]

/** Milliseconds of each step, in the order of `stepNames`. */
export type LatencySample = readonly number[]

/** The last two minutes of the middle latencies, oldest first; never more. */
export class LatencyHistory {
  #samples: LatencySample[] = []

  add({ stepsMs }: Pick<Status, 'stepsMs'>): void {
    const sample = stepNames.map((step) => Math.max(0, stepsMs?.[step]?.p50 ?? 0))
    this.#samples = [...this.#samples.slice(1 - HISTORY_SECONDS), sample]
  }

  get samples(): readonly LatencySample[] {
    return this.#samples
  }

  /** A round number that all of it fits below. */
  get ceilingMs(): number {
    const highest = Math.max(10, ...this.#samples.map(totalOf))
    const unit = 10 ** Math.floor(Math.log10(highest))
    const steps = [1, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10].map((factor) => factor * unit)
    return steps.find((step) => step >= highest) ?? highest
  }
}

/** All steps together, in ms. */
export function totalOf(sample: LatencySample): number {
  return sample.reduce((sum, ms) => sum + ms, 0)
}
