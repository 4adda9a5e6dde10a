const HIDDEN = '(hidden)'

/** Names of variables and options whose values are nobody's business. */
const SECRET_NAME = /token|secret|password|passwd|passphrase|credential|private|(^|_|[a-z])key$|api_?key/i

/** Values shorter than this stand in ordinary words; they are hidden by their names only. */
const LEAST_LENGTH = 3

/** What secrets look like wherever they stand. */
const PATTERNS: readonly (readonly [pattern: RegExp, replacement: string])[] = [
  [/-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(-----END [A-Z ]*PRIVATE KEY-----|$)/g, HIDDEN],
  [/(\b[a-z][a-z\d+.-]*:\/\/)[^\s/"']+@/gi, `$1${HIDDEN}@`],
  [/\b(Bearer|Basic)\s+[\w.~+/=-]+/gi, `$1 ${HIDDEN}`],
  [
    /((?:[\w-]*(?:token|secret|password|passwd|pwd|passphrase|api[_-]?key))["']?\s*[=:]\s*)("[^"]*"|'[^']*'|[^\s&"',}]+)/gi,
    `$1${HIDDEN}`,
  ],
  [/([?&](?:pass|key)=)[^&#\s"']+/gi, `$1${HIDDEN}`],
  [/(--[\w-]*(?:token|secret|password|key)\s+)(?!-)\S+/gi, `$1${HIDDEN}`],
  [/\b(hf_|sk-|AIza|ghp_|github_pat_)[\w-]{8,}/g, `$1${HIDDEN}`],
]

/** Whether the value of a variable or an option of this name is to be hidden. */
export function isSecretName(name: string): boolean {
  return SECRET_NAME.test(name)
}

/**
 * A function that takes secrets out of a text: values that are known, however they are written, and whatever looks like one.
 * @param secrets values that are known
 */
export function redactor(secrets: readonly string[]): (text: string) => string {
  const known = secrets
    .filter((secret) => secret.length >= LEAST_LENGTH)
    .flatMap((secret) => [secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1)])
  // the longest first: one may be a part of another
  const ordered = [...new Set(known)].sort((a, b) => b.length - a.length)
  return (text) => {
    const without = ordered.reduce((rest, secret) => rest.replaceAll(secret, HIDDEN), text)
    return PATTERNS.reduce((rest, [pattern, replacement]) => rest.replaceAll(pattern, replacement), without)
  }
}

/** The values among these that are to be hidden, by their names. */
export function secretsIn(values: Readonly<Record<string, unknown>>): string[] {
  return Object.entries(values).flatMap(([name, value]) =>
    isSecretName(name) && typeof value === 'string' && value !== '' ? [value] : [],
  )
}

/** The same values, those with secret names hidden. */
export function withoutSecrets(values: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const entries = Object.entries(values).map(([name, value]) => [
    name,
    isSecretName(name) && value !== '' ? HIDDEN : value,
  ])
  return Object.fromEntries(entries)
}
