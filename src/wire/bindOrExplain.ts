import { OperatorError } from '#errors/operatorError.ts'

/** Binds a socket, or says in words why the address cannot be had. */
export async function bindOrExplain(
  socket: { bind(address: string): Promise<void>; close(): void },
  host: string,
  port: number,
  flag: string,
): Promise<void> {
  try {
    await socket.bind(`tcp://${host === '0.0.0.0' ? '*' : host}:${port}`)
  } catch (cause) {
    socket.close()
    const { code } = cause as { code?: string }
    if (code === 'EADDRINUSE') {
      const remedy = `Stop the other program (is a server running already?) or choose another port with ${flag}.`
      throw new OperatorError('PORT_IN_USE', `Port ${port} on ${host} is in use.`, remedy, { cause })
    }
    const remedy = 'Give an address of this machine with --host, or leave it out.'
    throw new OperatorError('BAD_OPTION', `Cannot listen on ${host}:${port} (${code}).`, remedy, { cause })
  }
}
