import koffi from 'koffi'

/** A datagram socket on which the service manager listens. Never blocks. */
export type NotifySocket = Disposable & {
  /** @returns undefined if it was taken; otherwise why not, `EAGAIN` while the reader is busy */
  send(message: string): string | undefined
}

// the same numbers on all Linux machines that Node runs on
const AF_UNIX = 1
const SOCK_DGRAM = 2
const SOCK_CLOEXEC = 0o2000000
const MSG_DONTWAIT = 0x40
const MSG_NOSIGNAL = 0x4000
/** `sun_path` has room for no more. */
const MAX_PATH_BYTES = 107

/**
 * Opens a datagram socket towards an address as systemd gives it: a path, or a name of the abstract kind after an @. Node has
 * no such sockets, so libc is called.
 * @throws Error when the address is of another kind or there are no sockets left
 * @see sd_notify(3), unix(7)
 */
export function openNotifySocket(address: string): NotifySocket {
  const name = socketAddress(address)
  const libc = koffi.load('libc.so.6')
  const socket = libc.func('int socket(int domain, int type, int protocol)')
  const sendto = libc.func('long sendto(int fd, void *bytes, size_t n, int flags, void *to, uint32_t length)')
  const close = libc.func('int close(int fd)')
  let fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0) as number
  if (fd < 0) throw new Error(`no socket for the service manager (${errorName()})`)
  return {
    send(message) {
      if (fd < 0) return 'closed'
      const bytes = Buffer.from(message)
      const sent = sendto(fd, bytes, bytes.length, MSG_DONTWAIT | MSG_NOSIGNAL, name, name.length) as number
      return sent < 0 ? errorName() : undefined
    },
    [Symbol.dispose]() {
      if (fd >= 0) close(fd)
      fd = -1
    },
  }
}

/** `struct sockaddr_un`; an abstract name begins with a zero byte and is exactly as long as it is. */
function socketAddress(address: string): Buffer {
  const isAbstract = address.startsWith('@')
  if (!isAbstract && !address.startsWith('/'))
    throw new Error(`NOTIFY_SOCKET is ${address}, which is not a unix socket`)
  const path = Buffer.from(isAbstract ? `\0${address.slice(1)}` : `${address}\0`)
  if (path.length > MAX_PATH_BYTES + 1) throw new Error(`NOTIFY_SOCKET is longer than ${MAX_PATH_BYTES} bytes`)
  const family = Buffer.from(new Uint16Array([AF_UNIX]).buffer)
  return Buffer.concat([family, path])
}

function errorName(): string {
  const code = koffi.errno()
  return Object.entries(koffi.os.errno).find(([, number]) => number === code)?.[0] ?? `error ${code}`
}
