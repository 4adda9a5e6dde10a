import { OperatorError } from '#errors/operatorError.ts'

const PART = /^(?!\.+$)[A-Za-z0-9._-]{1,96}$/

/** Whether a text has the form OWNER/NAME, as models are called on the hub. */
export function isRepoName(text: string): boolean {
  const parts = text.split('/')
  // `--` separates the parts in the names of the cache's folders
  return parts.length === 2 && parts.every((part) => PART.test(part) && !part.includes('--') && !part.includes('..'))
}

/** The name of a model on the hub; the address of its page is understood too. @throws OperatorError */
export function parseRepoName(text: string): string {
  const [, name = ''] = /^(?:https?:\/\/[^/]+\/)?([^/]+\/[^/]+?)\/?(?:tree\/main\/?)?$/.exec(text.trim()) ?? []
  if (isRepoName(name)) return name
  const said = `${JSON.stringify(text)} is not the name of a model on the hub.`
  throw new OperatorError(
    'BAD_OPTION',
    said,
    'Give OWNER/NAME as in the address of its page, for example stabilityai/sd-turbo.',
  )
}
