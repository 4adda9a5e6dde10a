import { availableParallelism } from 'node:os'
import { setFlagsFromString } from 'node:v8'

/**
 * Settings of the runtime for programs through which pictures flow; to be called before anything else happens.
 *
 * Pictures live outside V8's heap, and V8 counts them against a small one: with its defaults it collects garbage every
 * twenty frames, which costs more CPU than everything else the server does (docs/decisions/0003-garbage-collection.md).
 */
export function tuneRuntime(): void {
  setFlagsFromString('--external-memory-accounted-in-global-limit')
  setFlagsFromString('--heap-growing-percent=200')
  // JPEGs are decoded and encoded on these threads; four is too few for a large machine
  process.env.UV_THREADPOOL_SIZE ??= String(Math.max(4, availableParallelism()))
}
