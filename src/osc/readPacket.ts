import { type OscMessage, readMessage } from './oscMessage.ts'
import { OscRefusal } from './oscRefusal.ts'
import { PacketReader } from './packetReader.ts'
import { unixMsOf } from './timeTag.ts'

/** Messages that belong together. */
export type OscBundle = {
  readonly messages: readonly OscMessage[]
  /** The moment that they are meant for, in milliseconds since the Unix epoch; left out: now. */
  readonly atMs?: number
  /** Why some messages are left out. */
  readonly refusals: readonly OscRefusal[]
}

const BUNDLE = Buffer.from('#bundle\0')
const MAX_DEPTH = 8
const MAX_MESSAGES = 1000

/**
 * Reads what one UDP packet holds, in its order: bundles in bundles become bundles one after the other, each with its moment.
 * A message that cannot be used leaves the others as they are.
 * @throws OscRefusal if the packet as a whole is no OSC, or far too much
 */
export function readPacket(bytes: Buffer): OscBundle[] {
  const found: Found = { bundles: [], count: 0 }
  readElement(bytes, { atMs: undefined, depth: 0 }, found)
  return found.bundles
}

type Place = { readonly atMs: number | undefined; readonly depth: number }
type Open = { messages: OscMessage[]; refusals: OscRefusal[]; atMs?: number }
type Found = { readonly bundles: Open[]; count: number }

function readElement(bytes: Buffer, place: Place, found: Found): void {
  if (bytes.subarray(0, BUNDLE.length).equals(BUNDLE)) return readBundle(bytes, place, found)
  if (++found.count > MAX_MESSAGES) throw tooMuch(`It holds more than ${MAX_MESSAGES} messages.`)
  const bundle = bundleAt(place.atMs, found)
  try {
    bundle.messages.push(readMessage(bytes))
  } catch (error) {
    // outside of a bundle there is nothing else in the packet
    if (!(error instanceof OscRefusal) || place.depth === 0) throw error
    bundle.refusals.push(error)
  }
}

function readBundle(bytes: Buffer, { atMs: outer, depth }: Place, found: Found): void {
  if (depth === MAX_DEPTH) throw tooMuch(`It holds bundles in bundles, more than ${MAX_DEPTH} deep.`)
  const reader = new PacketReader(bytes.subarray(BUNDLE.length))
  const own = unixMsOf(reader.uint32(), reader.uint32())
  // what is in a bundle cannot come before the bundle
  const atMs = own === undefined || outer === undefined ? (own ?? outer) : Math.max(own, outer)
  while (!reader.isAtEnd) readElement(reader.part(reader.int32()), { atMs, depth: depth + 1 }, found)
}

/** The last bundle if it is for the same moment, so that its messages stay together. */
function bundleAt(atMs: number | undefined, { bundles }: Found): Open {
  const last = bundles.at(-1)
  if (last && last.atMs === atMs) return last
  const next: Open = { messages: [], refusals: [], ...(atMs !== undefined && { atMs }) }
  bundles.push(next)
  return next
}

function tooMuch(message: string): OscRefusal {
  return new OscRefusal('too much in one packet', message)
}
