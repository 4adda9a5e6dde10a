import { Gauge, type Registry } from 'prom-client'
import { type DiskSpace, diskSpace } from './diskSpace.ts'

/** A network disk that hangs must not take the whole page with it, in ms. */
const WITHIN_MS = 500

/** The disks that a show writes to. One that does not answer is left out. */
export function diskMetrics(registry: Registry, folders: Readonly<Record<string, string>>): void {
  const asking = new Map<string, Promise<DiskSpace | undefined>>()
  const ask = (folder: string) => {
    const begun = asking.get(folder) ?? diskSpace(folder).finally(() => asking.delete(folder))
    asking.set(folder, begun) // one that hangs is not asked a second time
    return soon(begun)
  }
  const gauge = (name: string, help: string, value: (space: DiskSpace) => number) =>
    new Gauge({
      ...{ name, help, registers: [registry], labelNames: ['folder'] },
      async collect() {
        this.reset()
        const entries = Object.entries(folders)
        const spaces = await Promise.all(entries.map(([, path]) => ask(path)))
        for (const [i, [folder]] of entries.entries()) {
          const space = spaces[i]
          if (space) this.set({ folder }, value(space))
        }
      },
    })
  gauge('i2i_disk_free_bytes', 'What a disk still takes.', ({ freeBytes }) => freeBytes)
  gauge('i2i_disk_size_bytes', 'Size of a disk.', ({ sizeBytes }) => sizeBytes)
}

async function soon<T>(promise: Promise<T>): Promise<T | undefined> {
  const { promise: late, resolve } = Promise.withResolvers<undefined>()
  const timer = setTimeout(() => resolve(undefined), WITHIN_MS)
  return Promise.race([promise, late]).finally(() => clearTimeout(timer))
}
