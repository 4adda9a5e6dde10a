import { type CurveClient, readClientKeys } from './curveKeys.ts'

/** The keys with which this machine connects, if its connections are encrypted. @throws OperatorError KEYS_UNUSABLE */
export function clientKeys({ curve, keys }: { curve: boolean; keys: string }): CurveClient | undefined {
  return curve ? readClientKeys(keys) : undefined
}
