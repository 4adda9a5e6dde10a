import { readFile } from 'node:fs/promises'
import { OperatorError, reasonOf } from '#errors/operatorError.ts'

/** The parts of a service-account file that are used. */
export type ServiceAccount = {
  readonly project_id: string
  readonly client_email: string
  readonly private_key: string
}

/** @throws OperatorError TRANSLATION_UNUSABLE if the file is missing or is no key of a service account */
export async function readServiceAccount(path: string): Promise<ServiceAccount> {
  if (path === '') throw unusable('Translation is on, and no service-account file is named.')
  const { type, project_id, client_email, private_key } = parsed(path, await textOf(path))
  if (type !== 'service_account') throw unusable(`${path} is no key of a service account: its type is ${shown(type)}.`)
  const account = { project_id, client_email, private_key }
  const missing = Object.entries(account).find(([, value]) => typeof value !== 'string' || value === '')
  if (missing) throw unusable(`${path} has no ${missing[0]}.`)
  return account as ServiceAccount
}

async function textOf(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    throw unusable(`The service-account file ${path} cannot be read: ${reasonOf(error)}.`, error)
  }
}

function parsed(path: string, text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value === 'object' && value !== null) return value as Record<string, unknown>
  } catch (error) {
    // what JSON.parse says quotes the file, and the file is a secret
    throw unusable(`${path} is no JSON.`, error)
  }
  throw unusable(`${path} is no JSON object.`)
}

function unusable(what: string, cause?: unknown): OperatorError {
  const remedy =
    'Download the JSON key of a service account with the role Cloud Translation API User and name it: --translation-credentials FILE.'
  return new OperatorError('TRANSLATION_UNUSABLE', what, remedy, { cause })
}

function shown(type: unknown): string {
  return typeof type === 'string' ? type.slice(0, 40) : 'missing'
}
