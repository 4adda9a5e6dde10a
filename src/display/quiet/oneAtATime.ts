import { once } from 'node:events'
import { createServer, type Server } from 'node:net'
import type { Clock } from '#flow/clock.ts'

const LOOK_EVERY_MS = 25
const WAIT_MS = 4000

/**
 * Waits until no other process of this user holds the name, then holds it until disposed or until this process has gone.
 * A socket without a file (Linux only): unlike a lock file, none can be left behind.
 * @throws Error when others hold it for too long
 */
export async function oneAtATime(name: string, clock: Clock): Promise<AsyncDisposable> {
  const deadline = clock.now() + WAIT_MS
  for (;;) {
    const server = await taken(`\0i2i-${process.getuid?.() ?? 0}-${name}`)
    if (server) return { [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() }
    if (clock.now() > deadline) throw new Error(`another process holds "${name}"`)
    await clock.until(clock.now() + LOOK_EVERY_MS)
  }
}

async function taken(path: string): Promise<Server | undefined> {
  const server = createServer((socket) => socket.destroy())
  try {
    server.listen(path)
    await once(server, 'listening')
    return server.unref()
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EADDRINUSE') return undefined
    throw error
  }
}
