import { Context, Reply } from 'zeromq'
import { reasonOf } from '#errors/operatorError.ts'
import type { Clock } from '#flow/clock.ts'
import type { Log } from '#telemetry/log.ts'
import { type CurveKey, encodeKey, fingerprint } from './curveKey.ts'
import { KEY_FILES, readKnownClients, readServerSecret } from './curveKeys.ts'
import { oncePerMinute } from './oncePerMinute.ts'

/** Options of a socket that encrypts and lets in known clients only. */
export type CurveServer = {
  readonly context: Context
  readonly curveServer: true
  readonly curveSecretKey: CurveKey
  readonly zapDomain: string
  readonly zapEnforceDomain: true
}

/** Who may connect to the sockets that are opened with its options. */
export type Admission = AsyncDisposable & {
  readonly curve: CurveServer
  /** Told of every handshake that fails before a key was seen, with the code of ØMQ. */
  strange(port: number, code: string): void
}

export type AdmissionOptions = {
  /** Holds `server.secret` and `clients/NAME.pub`. */
  readonly folder: string
  readonly clock: Clock
  readonly log: Log
}

/** Where ØMQ asks for permission. @see https://rfc.zeromq.org/spec/27/ */
const ZAP = 'inproc://zeromq.zap.01'
const DOMAIN = 'i2i'

/**
 * Decides for each connection whether its key is known. The folder is read anew each time, so that a machine can be added
 * or removed during the show; one that is connected already stays until it disconnects.
 * @throws OperatorError KEYS_UNUSABLE
 */
export async function openAdmission({ folder, clock, log }: AdmissionOptions): Promise<Admission> {
  const curveSecretKey = readServerSecret(folder)
  // a context of its own: there is one such place in each, and a process may have several servers
  const context = new Context()
  const desk = new Reply({ context, linger: 0 })
  const warn = oncePerMinute(clock, (sentence) => log.warn(sentence))
  await desk.bind(ZAP)
  const deciding = decide(desk, folder, warn)
  deciding.catch((error) => log.error(`Nobody is let in any more: ${reasonOf(error)}`))
  return {
    // enforced: without this desk nobody would be let in, rather than everybody
    curve: { context, curveServer: true, curveSecretKey, zapDomain: DOMAIN, zapEnforceDomain: true },
    strange: (port, code) => warn(`${port} ${code}`, strangeText(port, code)),
    async [Symbol.asyncDispose]() {
      desk.close()
      await deciding.catch(() => undefined) // it was logged above
    },
  }
}

type Warn = ReturnType<typeof oncePerMinute>

async function decide(desk: Reply, folder: string, warn: Warn): Promise<void> {
  for await (const [version, id, , address, , mechanism, key] of desk) {
    const isCurve = String(mechanism) === 'CURVE' && key?.length === 32
    const name = isCurve ? await nameOf(encodeKey(key), String(address), folder, warn) : undefined
    const verdict = name === undefined ? ['400', 'this key is not known here', ''] : ['200', 'OK', name]
    await desk.send([version ?? '', id ?? '', ...verdict, ''])
  }
}

async function nameOf(key: CurveKey, address: string, folder: string, warn: Warn): Promise<string | undefined> {
  try {
    const known = await readKnownClients(folder, (path) => warn(path, `${path} is no key and is left out.`))
    const name = known.get(key)
    if (name === undefined) warn(key, refusedText(key, address, folder))
    return name
  } catch (error) {
    warn(folder, `Nobody can be let in: ${reasonOf(error)}. Make keys with npx i2i keys ${folder}.`)
    return undefined
  }
}

function refusedText(key: CurveKey, address: string, folder: string): string {
  const remedy = `If it belongs to the show, put its client.pub into ${folder}/${KEY_FILES.clients} as NAME.pub.`
  return `${address} was refused: its key ${fingerprint(key)} is not known here. ${remedy}`
}

function strangeText(port: number, code: string): string {
  if (code === 'ERR_ZMTP_MECHANISM_MISMATCH') {
    return `Somebody without encryption was refused on port ${port}. If it is a machine of the show, start it with --curve and its keys.`
  }
  return `Somebody was refused on port ${port}: the encryption does not fit (${code}). Has the machine the server.pub of this server?`
}
