import { fileURLToPath } from 'node:url'

/** The folder of the clip that comes with the project, absolute. */
export function sampleDirectory(): string {
  return fileURLToPath(new URL('../../assets/sample', import.meta.url))
}
