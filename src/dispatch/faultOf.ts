import { jpegHeader } from '#frame/jpegHeader.ts'
import type { JobResult } from '#wire/result.ts'

/** Why a result cannot be used at all, in words that follow the worker's name; undefined if it can. */
export function faultOf({ outcomes }: JobResult, frames: number, maxPixels: number): string | undefined {
  if (outcomes.length !== frames) return `answered ${outcomes.length} of ${frames} frames`
  for (const outcome of outcomes) {
    // a picture that cannot be decoded would fail everywhere; an engine that fails may be the only one that does
    if (!outcome.ok && outcome.fault === 'engine') return outcome.reason
    if (!outcome.ok) continue
    const header = jpegHeader(outcome.jpeg, maxPixels)
    if (!header.ok) return `sent a picture that ${header.reason}`
  }
  return undefined
}
