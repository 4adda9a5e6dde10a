import { once } from 'node:events'
import { createServer } from 'node:net'

/** The ports of one show. */
export type Ports = { readonly job: number; readonly settings: number; readonly output: number }

/** Three ports that nobody uses. */
export async function freePorts(): Promise<Ports> {
  const [job, settings, output] = await Promise.all([freePort(), freePort(), freePort()])
  return { job, settings, output }
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
