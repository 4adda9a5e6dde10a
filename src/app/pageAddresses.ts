import { isEveryAddress } from '#settings/listenHost.ts'
import { networkAddresses } from './networkAddresses.ts'

/** More would not be looked at. */
const MOST = 3

/** Where the page of a server is for people at other machines, when it listens at every address of this one. */
export function pageAddresses(
  { host, settingsPort }: { host: string; settingsPort: number },
  own: readonly string[] = networkAddresses(),
): string[] {
  return isEveryAddress(host) ? own.slice(0, MOST).map((address) => `http://${address}:${settingsPort}`) : []
}
