/** A unit of systemd as a table: section → its settings, in order. A list is a setting that is given several times. */
export type Unit = Readonly<Record<string, UnitSection>>
export type UnitSection = Readonly<Record<string, string | number | readonly string[] | undefined>>

/** Writes a unit down. Settings that are undefined are left out. */
export function unitText(unit: Unit): string {
  return Object.entries(unit)
    .map(([name, section]) => [`[${name}]`, ...Object.entries(section).flatMap(linesOf)].join('\n'))
    .join('\n\n')
    .concat('\n')
}

function linesOf([name, value]: [string, UnitSection[string]]): string[] {
  if (value === undefined) return []
  return Array.isArray(value) ? value.map((each) => `${name}=${each}`) : [`${name}=${value}`]
}

/**
 * One word of a command line, so that systemd hands it over unchanged.
 * @see systemd.service(5), "Command lines"
 */
export function unitWord(word: string): string {
  const escaped = word
    .replaceAll('\\', '\\\\')
    .replaceAll('"', '\\"')
    .replaceAll('\n', '\\n')
    .replaceAll('\t', '\\t')
    .replaceAll('%', '%%')
    .replaceAll('$', '$$$$')
  return /^[\w@%+=:,./-]+$/.test(escaped) ? escaped : `"${escaped}"`
}

/** A path where a unit wants one: no quotes, but specifiers are read. */
export function unitPath(path: string): string {
  return path.replaceAll('%', '%%')
}
