/** Lines that belong to one machine, whatever the others have. */
const ALWAYS_OWN = ['WORKER_ID', 'I2I_WORKER_ID']
const SECRET = /TOKEN|KEY|SECRET|PASSWORD|CREDENTIAL/

/**
 * The `.env` that a machine gets: ours, but with its own name of the worker and its own lines that end in `# local`. Our lines of
 * these kinds stay here.
 * @param theirs empty if it has none
 */
export function mergeEnv(ours: string, theirs: string): string {
  const own = linesOf(theirs).filter(isOwn)
  const ownNames = own.map(nameOf).filter((name) => name !== undefined)
  const shared = linesOf(ours).filter((line) => !isOwn(line) && !ownNames.includes(nameOf(line) ?? ''))
  return [...shared, ...own].map((line) => `${line}\n`).join('')
}

/** What would change, a line each; the values of what is secret are not shown. */
export function envChanges(before: string, after: string): string[] {
  const removed = without(linesOf(before), linesOf(after)).map((line) => `- ${shown(line)}`)
  const added = without(linesOf(after), linesOf(before)).map((line) => `+ ${shown(line)}`)
  return [...removed, ...added]
}

function isOwn(line: string): boolean {
  const name = nameOf(line)
  return (name !== undefined && ALWAYS_OWN.includes(name)) || /#\s*local\s*$/i.test(line)
}

function nameOf(line: string): string | undefined {
  return /^\s*(?:export\s+)?([A-Za-z_]\w*)\s*=/.exec(line)?.[1]
}

function linesOf(text: string): string[] {
  return text === '' ? [] : text.replace(/\r?\n$/, '').split(/\r?\n/)
}

/** Each line of the second takes one of the first away. */
function without(lines: readonly string[], others: readonly string[]): string[] {
  const left = [...others]
  return lines.filter((line) => {
    const at = left.indexOf(line)
    if (at >= 0) left.splice(at, 1)
    return at < 0
  })
}

function shown(line: string): string {
  const name = nameOf(line)
  const text = name !== undefined && SECRET.test(name.toUpperCase()) ? `${name}=… (not shown)` : line
  return text.replaceAll(/\p{Cc}/gu, ' ')
}
