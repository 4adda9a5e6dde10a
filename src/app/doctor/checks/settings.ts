import type { Check } from '../check.ts'
import { ok } from '../finding.ts'

/** `.env` and the variables, as they were read. */
export const settingsCheck: Check = {
  group: 'Settings',
  name: '.env',
  look: async ({ settings }) => (settings.length > 0 ? settings : ok('can be read, and names nothing unknown')),
}
