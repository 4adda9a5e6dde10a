import { OperatorError } from '#errors/operatorError.ts'

/** Where the server's HTTP door is, as the start of every address. @throws OperatorError if `host` is no host */
export function serverAddress({ host, settingsPort }: { host: string; settingsPort: number }): string {
  const name = reachable(host.trim())
  const address = `http://${name.includes(':') ? `[${name.replace(/^\[|\]$/g, '')}]` : name}:${settingsPort}`
  const isPlain = /^[^/?#@\s]+$/.test(name) && URL.canParse(address)
  if (isPlain) return address
  throw new OperatorError(
    'BAD_OPTION',
    `--host cannot be ${JSON.stringify(host.slice(0, 100))}.`,
    'Give a name or an address alone, like show-server or 192.168.0.12; the port goes to --settings-port.',
  )
}

/** A server may listen on all addresses; one `.env` for both then names none that could be called. */
function reachable(host: string): string {
  if (host === '0.0.0.0' || host === '') return '127.0.0.1'
  return host === '::' || host === '[::]' ? '::1' : host
}
