import { createSocket } from 'node:dgram'
import { once } from 'node:events'

export type Received = { readonly address: string; readonly kinds: string; readonly value: number | bigint | string }

/** A program somewhere that sends and hears UDP packets. */
export async function openUdp(port = 0): Promise<
  AsyncDisposable & {
    readonly port: number
    /** Packets as they came. */
    readonly packets: readonly Buffer[]
    readonly heard: readonly Received[]
    send(port: number, ...packets: readonly Buffer[]): Promise<void>
    forget(): void
  }
> {
  const socket = createSocket('udp4')
  const packets: Buffer[] = []
  socket.on('message', (bytes) => packets.push(bytes))
  socket.bind(port, '127.0.0.1')
  await once(socket, 'listening')
  let isClosed = false
  return {
    port: socket.address().port,
    packets,
    get heard() {
      return packets.map(read)
    },
    async send(to, ...all) {
      for (const bytes of all) {
        await new Promise<void>((resolve, reject) =>
          socket.send(bytes, to, '127.0.0.1', (error) => (error ? reject(error) : resolve())),
        )
      }
    },
    forget: () => void packets.splice(0),
    async [Symbol.asyncDispose]() {
      if (isClosed) return
      isClosed = true
      socket.close()
      await once(socket, 'close')
    },
  }
}

/** A message with one value, read without the code that is tested. */
function read(bytes: Buffer): Received {
  const address = bytes.toString('utf8', 0, bytes.indexOf(0))
  const start = (Math.floor(address.length / 4) + 1) * 4
  const kinds = bytes.toString('utf8', start, bytes.indexOf(0, start))
  const rest = bytes.subarray(start + 4)
  if (kinds === ',f') return { address, kinds, value: Number(rest.readFloatBE().toPrecision(6)) }
  if (kinds === ',i') return { address, kinds, value: rest.readInt32BE() }
  if (kinds === ',h') return { address, kinds, value: rest.readBigInt64BE() }
  return { address, kinds, value: rest.toString('utf8', 0, rest.indexOf(0)) }
}
