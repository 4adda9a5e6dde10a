import { readFile } from 'node:fs/promises'

/** Which system this is, as far as remedies differ. */
export type System = {
  readonly platform: NodeJS.Platform
  /** For people: `Ubuntu 24.04.1 LTS`. */
  readonly name: string
  /** `ubuntu`, `debian`, …; empty where nobody tells. */
  readonly id: string
  /** `24.04` */
  readonly release: string
  readonly hasApt: boolean
  readonly isRoot: boolean
}

/** Reads which system this is. @param path of the file in which Linux tells */
export async function readSystem(path = '/etc/os-release', platform = process.platform): Promise<System> {
  const text = platform === 'linux' ? await readFile(path, 'utf8').catch(() => '') : ''
  const { ID: id = '', ID_LIKE: like = '', PRETTY_NAME: name = platform, VERSION_ID: release = '' } = osRelease(text)
  const hasApt = [id, ...like.split(' ')].some((word) => word === 'debian' || word === 'ubuntu')
  return { platform, name, id, release, hasApt, isRoot: process.getuid?.() === 0 }
}

/** The variables of an `os-release` file. @see os-release(5) */
export function osRelease(text: string): Readonly<Record<string, string>> {
  const pairs = text.split('\n').flatMap((line) => {
    const [, name, value] = /^([A-Z_]+)=(.*)$/.exec(line.trim()) ?? []
    return name === undefined || value === undefined ? [] : [[name, value.replace(/^(['"])(.*)\1$/, '$2')]]
  })
  return Object.fromEntries(pairs)
}

/** A command as this user has to type it. */
export function asRoot({ isRoot }: Pick<System, 'isRoot'>, command: string): string {
  return isRoot ? command : `sudo ${command}`
}

/** The command that installs system packages, named as Debian and Ubuntu do. */
export function install(system: Pick<System, 'isRoot' | 'hasApt' | 'platform'>, ...packages: string[]): string {
  if (system.platform === 'darwin') return `Install with Homebrew what Debian calls ${packages.join(', ')}`
  if (!system.hasApt) return `Install with this system's package manager what Debian calls ${packages.join(', ')}`
  return asRoot(system, `apt install ${packages.join(' ')}`)
}
