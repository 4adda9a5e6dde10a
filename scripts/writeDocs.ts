import { writeFileSync } from 'node:fs'
import { controlPage } from './docs/controlPage.ts'
import { envExample } from './docs/envExample.ts'
import { errorsPage } from './docs/errorsPage.ts'
import { settingsPage } from './docs/settingsPage.ts'

/** The files that are drawn from the tables in the code: path in the repository → text. `test/docs.test.ts` compares. */
export function drawnFiles(): Readonly<Record<string, string>> {
  return {
    'docs/settings.md': settingsPage(),
    'docs/errors.md': errorsPage(),
    'docs/control.md': controlPage(),
    '.env.example': envExample(),
  }
}

if (import.meta.main) {
  for (const [path, text] of Object.entries(drawnFiles())) writeFileSync(new URL(`../${path}`, import.meta.url), text)
}
