/** How this machine reaches a server of its own that listens on `host`, as part of an address. */
export function loopbackOf(host: string): string {
  const reachable = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host
  return reachable.includes(':') ? `[${reachable}]` : reachable
}
