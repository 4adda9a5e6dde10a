import { listModels } from '#hub/installed.ts'
import type { Check } from '../check.ts'
import { note, ok } from '../finding.ts'

/** The models that are here, and whether they are whole. */
export const modelsCheck: Check = {
  group: 'Disk and models',
  name: 'models',
  async look({ places }) {
    const models = await listModels(places)
    if (models.length === 0) {
      return note('none is installed; the preview engine needs none.', 'npx i2i model pull stabilityai/sd-turbo')
    }
    return models.map(({ name, missing }) => {
      const said =
        missing.length === 0 ? ok('complete') : note(`misses ${missing.join(', ')}`, `npx i2i model pull ${name}`)
      return { ...said, name }
    })
  },
}
