import { OperatorError } from '#errors/operatorError.ts'
import { inAddress, reachableHere } from '#settings/listenHost.ts'

/** Where the server's HTTP door is, as the start of every address. @throws OperatorError if `host` is no host */
export function serverAddress({ host, settingsPort }: { host: string; settingsPort: number }): string {
  const name = reachableHere(host.trim())
  const address = `http://${inAddress(name)}:${settingsPort}`
  const isPlain = /^[^/?#@\s]+$/.test(name) && URL.canParse(address)
  if (isPlain) return address
  throw new OperatorError(
    'BAD_OPTION',
    `--host cannot be ${JSON.stringify(host.slice(0, 100))}.`,
    'Give a name or an address alone, like show-server or 192.168.0.12; the port goes to --settings-port.',
  )
}
