/** The machine of `tcp://HOST:PORT`, on which a server has its page, too; this machine for every other kind of address. */
export function hostOf(address: string): string {
  return /^tcp:\/\/(.+):\d+$/.exec(address.trim())?.[1] ?? '127.0.0.1'
}
