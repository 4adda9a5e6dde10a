import { connect } from 'node:net'

/** Sends bytes as they are and returns everything that comes back until the server hangs up, or refuses to read on. */
export function exchange(url: string, request: string | Buffer): Promise<string> {
  const { hostname, port } = new URL(url)
  return new Promise((resolve) => {
    let answer = ''
    const socket = connect(Number(port), hostname, () => socket.write(request))
    socket.setEncoding('utf8')
    socket.on('data', (text) => {
      answer += text
    })
    socket.on('error', () => socket.destroy()) // hung up while we were writing: what has come counts
    socket.on('close', () => resolve(answer))
  })
}
