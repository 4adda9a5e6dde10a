import { chmod, mkdir, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { curveKeyPair } from 'zeromq'
import { KEY_FILES } from './curveKeys.ts'

/** A file to be written: a key, for its owner only if it is secret. */
export type KeyFile = { readonly path: string; readonly text: string; readonly isSecret: boolean }

const { serverSecret, serverPublic, clientSecret, clientPublic, clients } = KEY_FILES
/** Name of the server's own machine among the clients. */
const OWN = 'this-machine'

/** The keys of a server, and of its own machine as a client; none that are there already. */
export async function serverKeyFiles(folder: string): Promise<KeyFile[]> {
  if (await exists(join(folder, serverSecret))) return []
  const [server, own] = [curveKeyPair(), curveKeyPair()]
  return [
    { path: join(folder, serverPublic), text: server.publicKey, isSecret: false },
    { path: join(folder, serverSecret), text: server.secretKey, isSecret: true },
    { path: join(folder, clientPublic), text: own.publicKey, isSecret: false },
    { path: join(folder, clientSecret), text: own.secretKey, isSecret: true },
    { path: join(folder, clients, `${OWN}.pub`), text: own.publicKey, isSecret: false },
  ]
}

/** The keys of another machine: a folder to be copied there, and the public one among the known clients. */
export async function clientKeyFiles(folder: string, name: string, serverKey: string): Promise<KeyFile[]> {
  const known = join(folder, clients, `${name}.pub`)
  if (await exists(known)) return []
  const { publicKey, secretKey } = curveKeyPair()
  const theirs = join(folder, `for-${name}`)
  return [
    { path: join(theirs, serverPublic), text: serverKey, isSecret: false },
    { path: join(theirs, clientPublic), text: publicKey, isSecret: false },
    { path: join(theirs, clientSecret), text: secretKey, isSecret: true },
    { path: known, text: publicKey, isSecret: false },
  ]
}

/** Writes keys; nothing that is there is replaced. */
export async function writeKeyFiles(files: readonly KeyFile[]): Promise<void> {
  for (const { path, text, isSecret } of files) {
    const folder = join(path, '..')
    await mkdir(folder, { recursive: true, mode: 0o700 })
    await writeFile(path, `${text}\n`, { flag: 'wx', mode: isSecret ? 0o600 : 0o644 })
    if (isSecret) await chmod(folder, 0o700)
  }
}

function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  )
}
