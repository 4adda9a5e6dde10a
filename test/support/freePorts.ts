import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { createServer } from 'node:net'

/** The ports of one show. */
export type Ports = {
  readonly job: number
  readonly settings: number
  readonly output: number
  readonly osc: number
}

/** Four ports that nobody uses. */
export async function freePorts(): Promise<Ports> {
  const [job, settings, output, osc] = await Promise.all([freePort(), freePort(), freePort(), freeUdpPort()])
  return { job, settings, output, osc }
}

/** A port of this machine that nobody uses. */
export async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const address = probe.address()
  probe.close()
  await once(probe, 'close')
  if (address === null || typeof address === 'string') throw new Error('no port')
  return address.port
}

/** A UDP port of this machine that nobody uses. */
export async function freeUdpPort(): Promise<number> {
  const probe = createSocket('udp4').bind(0, '127.0.0.1')
  await once(probe, 'listening')
  const { port } = probe.address()
  probe.close()
  await once(probe, 'close')
  return port
}
