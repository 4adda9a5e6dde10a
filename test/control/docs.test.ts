import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { allEndpoints } from './allEndpoints.ts'
import { openShow } from './show.ts'

type OpenApi = { paths: Record<string, Record<string, { summary: string; responses: object; parameters?: unknown[] }>> }

test('the OpenAPI page describes every route and works without the internet', async () => {
  await using show = await openShow()
  const page = await fetch(`${show.url}/docs`)
  assert.equal(page.status, 200)
  assert.doesNotMatch(await page.text(), /(src|href)="(https?:)?\/\//)
  const api = (await (await fetch(`${show.url}/docs/json`)).json()) as OpenApi
  for (const { method, path, doc } of await allEndpoints()) {
    const route = api.paths[path]?.[method.toLowerCase()]
    assert.equal(route?.summary, doc, path)
  }
  assert.match(JSON.stringify(api.paths['/api/cues/{name}']?.put), /"requestBody".*"curve".*"ease-in"/)
  assert.match(JSON.stringify(api.paths['/api/command']?.post), /"security":\[\{"token":\[\]\}/)
  assert.match(JSON.stringify(api.paths['/strength/{float}']), /"minimum":0,"maximum":1/)
})

test('docs/http.md has every route, and no other', async () => {
  const page = readFileSync('docs/http.md', 'utf8')
  const rows = [...page.matchAll(/^\| `(GET|POST|PUT|PATCH|DELETE) (\S+)` +\|/gm)].map(
    ([, method, path]) => `${method} ${path}`,
  )
  const routes = (await allEndpoints()).map(({ method, path }) => `${method} ${path}`)
  assert.deepEqual(rows.toSorted(), [...routes, 'GET /docs'].toSorted())
})
