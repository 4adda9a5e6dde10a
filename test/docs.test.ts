import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { drawnFiles } from '../scripts/writeDocs.ts'

for (const [path, drawn] of Object.entries(drawnFiles())) {
  test(`${path} says what the code says`, () => {
    const written = readFileSync(new URL(`../${path}`, import.meta.url), 'utf8')
    assert.ok(written === drawn, `${path} is older than the code. Run: npm run docs`)
  })
}
