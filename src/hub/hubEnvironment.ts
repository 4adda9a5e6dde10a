import { readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { OperatorError } from '#errors/operatorError.ts'

export type Variables = Readonly<Record<string, string | undefined>>

/** What the environment says about the hub, in the variables that other Hugging Face programs use as well. */
export type HubEnvironment = {
  /** Without a slash at the end. */
  readonly endpoint: string
  readonly token: string | undefined
  /** Folder of the cache that other programs fill: `models--OWNER--NAME/snapshots/COMMIT/…` */
  readonly cache: string
  /** The variable that forbids the network, if one does. */
  readonly offlineBy: string | undefined
}

const OFFLINE = ['LOCAL_FILES_ONLY', 'HF_HUB_OFFLINE', 'TRANSFORMERS_OFFLINE']

/**
 * Reads HF_ENDPOINT, HF_TOKEN (or the file that `huggingface-cli login` has written), HF_HOME, HF_HUB_CACHE and the
 * switches for offline use.
 * @see https://huggingface.co/docs/huggingface_hub/package_reference/environment_variables
 * @throws OperatorError for an endpoint that is no address
 */
export function readHubEnvironment(variables: Variables, home = homedir()): HubEnvironment {
  const hfHome = variables.HF_HOME || join(variables.XDG_CACHE_HOME || join(home, '.cache'), 'huggingface')
  return {
    endpoint: endpointOf(variables.HF_ENDPOINT || 'https://huggingface.co'),
    token: tokenOf(variables, variables.HF_TOKEN_PATH || join(hfHome, 'token')),
    cache: variables.HF_HUB_CACHE || variables.HUGGINGFACE_HUB_CACHE || join(hfHome, 'hub'),
    offlineBy: OFFLINE.find((name) => ['1', 'on', 'yes', 'true'].includes(variables[name]?.toLowerCase() ?? '')),
  }
}

function endpointOf(address: string): string {
  const url = URL.parse(address)
  if (url && (url.protocol === 'https:' || url.protocol === 'http:')) return address.replace(/\/+$/, '')
  throw new OperatorError(
    'BAD_OPTION',
    `HF_ENDPOINT cannot be ${JSON.stringify(address)}.`,
    'Give an address like https://huggingface.co, or remove the variable.',
  )
}

function tokenOf(variables: Variables, path: string): string | undefined {
  const token = (variables.HF_TOKEN || variables.HUGGING_FACE_HUB_TOKEN || fileText(path)).trim()
  if (/^[\x21-\x7e]*$/.test(token)) return token || undefined
  throw new OperatorError(
    'BAD_OPTION',
    'The token of the hub has a character that tokens do not have.',
    `Copy it again from the settings of your account into HF_TOKEN, or run huggingface-cli login (${path}).`,
  )
}

function fileText(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return '' // most people have no token and need none
  }
}
