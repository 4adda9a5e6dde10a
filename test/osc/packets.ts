/** OSC packets, put together byte by byte: what is tested must not be what makes them. */
export function text(word: string): Buffer {
  const letters = Buffer.from(word)
  return Buffer.concat([letters, Buffer.alloc(4 - (letters.length % 4))])
}

export function int(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeInt32BE(value)
  return bytes
}

export function float(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeFloatBE(value)
  return bytes
}

export function double(value: number): Buffer {
  const bytes = Buffer.alloc(8)
  bytes.writeDoubleBE(value)
  return bytes
}

export function long(value: bigint): Buffer {
  const bytes = Buffer.alloc(8)
  bytes.writeBigInt64BE(value)
  return bytes
}

/** A message: its address, the letters of its kinds without the comma, and the bytes of its values. */
export function message(address: string, kinds = '', ...values: readonly Buffer[]): Buffer {
  return Buffer.concat([text(address), text(`,${kinds}`), ...values])
}

/** A message with one number, as a fader sends it. */
export function fader(address: string, value: number): Buffer {
  return message(address, 'f', float(value))
}

/** A bundle for a moment in milliseconds since the Unix epoch; left out: at once. */
export function bundle(atMs: number | undefined, ...elements: readonly Buffer[]): Buffer {
  const sized = elements.flatMap((element) => [int(element.length), element])
  return Buffer.concat([Buffer.from('#bundle\0'), timeTag(atMs), ...sized])
}

function timeTag(atMs: number | undefined): Buffer {
  const bytes = Buffer.alloc(8)
  if (atMs === undefined) {
    bytes.writeUInt32BE(1, 4)
    return bytes
  }
  const seconds = Math.floor(atMs / 1000)
  bytes.writeUInt32BE((seconds + 2_208_988_800) % 2 ** 32, 0)
  bytes.writeUInt32BE(Math.floor(((atMs / 1000) % 1) * 2 ** 32), 4)
  return bytes
}
