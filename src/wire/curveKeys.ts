import { existsSync, readFileSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { OperatorError, reasonOf } from '#errors/operatorError.ts'
import { type CurveKey, isCurveKey } from './curveKey.ts'

/** Files of a folder of keys. `client.*` belongs to the machine that the folder is on. */
export const KEY_FILES = {
  serverSecret: 'server.secret',
  serverPublic: 'server.pub',
  clientSecret: 'client.secret',
  clientPublic: 'client.pub',
  /** Public keys of all who are let in, `NAME.pub`. */
  clients: 'clients',
} as const

/** Options of a socket that connects to a server which encrypts. */
export type CurveClient = {
  readonly curveServerKey: CurveKey
  readonly curvePublicKey: CurveKey
  readonly curveSecretKey: CurveKey
}

/** More clients than any show has; the rest is not looked at. */
const MAX_CLIENTS = 1000

/** What a worker or viewer needs, from its folder. @throws OperatorError KEYS_UNUSABLE */
export function readClientKeys(folder: string): CurveClient {
  return {
    curveServerKey: readKey(folder, KEY_FILES.serverPublic),
    curvePublicKey: readKey(folder, KEY_FILES.clientPublic),
    curveSecretKey: readKey(folder, KEY_FILES.clientSecret),
  }
}

/** What a server needs besides the list of clients. @throws OperatorError KEYS_UNUSABLE */
export function readServerSecret(folder: string): CurveKey {
  return readKey(folder, KEY_FILES.serverSecret)
}

/** Who is let in: public key → name. Files that are no keys are left out and told to `onBad`. */
export async function readKnownClients(
  folder: string,
  onBad: (path: string) => void,
): Promise<ReadonlyMap<CurveKey, string>> {
  const within = join(folder, KEY_FILES.clients)
  const names = (await readdir(within)).filter((name) => name.endsWith('.pub')).slice(0, MAX_CLIENTS)
  const known = new Map<CurveKey, string>()
  for (const name of names) {
    const key = (await readFile(join(within, name), 'utf8')).trim()
    if (isCurveKey(key)) known.set(key, basename(name, '.pub'))
    else onBad(join(within, name))
  }
  return known
}

function readKey(folder: string, name: string): CurveKey {
  const path = join(folder, name)
  if (!existsSync(path)) throw unusable(`There is no ${path}.`)
  const text = read(path).trim()
  if (!isCurveKey(text)) throw unusable(`${path} is no key.`)
  return text
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (cause) {
    throw unusable(`${path} cannot be read: ${reasonOf(cause)}.`, { cause })
  }
}

function unusable(message: string, options?: ErrorOptions): OperatorError {
  const remedy =
    'On the server: npx i2i keys --client NAME. Copy keys/for-NAME to the other machine as keys, or name the folder with --keys.'
  return new OperatorError('KEYS_UNUSABLE', message, remedy, options)
}
