import { OscRefusal } from './oscRefusal.ts'
import { PacketReader } from './packetReader.ts'

/** An address and what was said to it. */
export type OscMessage = { readonly address: string; readonly args: readonly OscArgument[] }

/** What a person can mean by a value: infinite numbers, blobs and the like are refused. */
export type OscArgument = number | string | boolean

const MAX_ADDRESS = 200
/** More than the words of any prompt. */
const MAX_ARGUMENTS = 2000

/**
 * Reads one message.
 * @throws OscRefusal if it is none, or says something that has no meaning for a show
 */
export function readMessage(bytes: Buffer): OscMessage {
  const reader = new PacketReader(bytes)
  const address = reader.text()
  if (!address.startsWith('/')) throw new OscRefusal('no OSC', 'It does not begin with an address like /strength.')
  if (address.length > MAX_ADDRESS) throw new OscRefusal('too much in one packet', 'Its address is far too long.')
  return { address, args: readArguments(reader) }
}

function readArguments(reader: PacketReader): OscArgument[] {
  // old senders leave out the kinds if there are no values
  if (reader.isAtEnd) return []
  const kinds = reader.text()
  if (!kinds.startsWith(',')) throw new OscRefusal('no OSC', 'It does not say of what kind its values are.')
  if (kinds.length > MAX_ARGUMENTS) throw new OscRefusal('too much in one packet', `It has ${kinds.length - 1} values.`)
  return [...kinds.slice(1)].flatMap((kind) => readArgument(kind, reader))
}

/** None for what carries no value: nothing, a bang, the brackets of a list. */
function readArgument(kind: string, reader: PacketReader): OscArgument[] {
  if ('NI[]'.includes(kind)) return []
  if (kind === 'T' || kind === 'F') return [kind === 'T']
  if (kind === 's' || kind === 'S') return [reader.text()]
  if (kind === 'c') return [letter(reader.uint32())]
  return [finite(readNumber(kind, reader))]
}

function readNumber(kind: string, reader: PacketReader): number {
  if (kind === 'i') return reader.int32()
  if (kind === 'h') return reader.int64()
  if (kind === 'd') return reader.float64()
  if (kind === 'f') return asWritten(reader.float32())
  const known = kinds[kind] ?? `a value of the kind ${JSON.stringify(kind)}`
  throw new OscRefusal(
    'value of a kind that nobody knows',
    `It has ${known}; numbers, texts and switches are understood.`,
  )
}

const kinds: Readonly<Record<string, string>> = {
  b: 'a blob',
  m: 'a MIDI message',
  r: 'a colour',
  t: 'a time',
}

function finite(value: number): number {
  if (!Number.isFinite(value)) throw new OscRefusal('not a number', `It says ${value}, which is not a number to set.`)
  return value
}

function letter(code: number): string {
  if (code > 0x10ffff) throw new OscRefusal('value of a kind that nobody knows', 'It has a letter that does not exist.')
  return String.fromCodePoint(code)
}

/** The number that somebody has written who sends half the digits: 0.3, not 0.30000001192092896. */
function asWritten(value: number): number {
  for (const digits of [6, 7, 8]) {
    const short = Number(value.toPrecision(digits))
    if (Math.fround(short) === value) return short
  }
  return value
}
