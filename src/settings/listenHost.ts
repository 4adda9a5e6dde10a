/** Whether a server that listens on `host` is reached at every address of its machine. */
export function isEveryAddress(host: string): boolean {
  return ['', '0.0.0.0', '::', '[::]'].includes(host)
}

/** How this machine reaches a server of its own that listens on `host`: a name or an address. */
export function reachableHere(host: string): string {
  return isEveryAddress(host) ? '127.0.0.1' : host
}

/** A name or an address before a port: IPv6 in brackets. */
export function inAddress(host: string): string {
  return host.includes(':') && !host.startsWith('[') ? `[${host}]` : host
}
