import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { endpointsOf } from '#control/endpoints.ts'
import { Events } from '#control/events.ts'
import { systemClock } from '#flow/clock.ts'
import { PictureBoard } from '#output/pictureBoard.ts'
import { SettingsStore } from '#settings/store.ts'
import { Drops } from '#telemetry/drops.ts'
import { silentLog } from '#telemetry/log.ts'
import { fakeStatus, openShow } from './show.ts'

type OpenApi = { paths: Record<string, Record<string, { summary: string; responses: object; parameters?: unknown[] }>> }

test('the OpenAPI page describes every route and works without the internet', async () => {
  await using show = await openShow()
  const page = await fetch(`${show.url}/docs`)
  assert.equal(page.status, 200)
  assert.doesNotMatch(await page.text(), /(src|href)="(https?:)?\/\//)
  const api = (await (await fetch(`${show.url}/docs/json`)).json()) as OpenApi
  for (const { method, path, doc } of endpoints()) {
    const route = api.paths[path]?.[method.toLowerCase()]
    assert.equal(route?.summary, doc, path)
  }
  assert.match(JSON.stringify(api.paths['/strength/{float}']), /"minimum":0,"maximum":1/)
})

test('docs/http.md has every route, and no other', () => {
  const page = readFileSync('docs/http.md', 'utf8')
  const rows = [...page.matchAll(/^\| `(GET|PATCH) (\S+)` +\|/gm)].map(([, method, path]) => `${method} ${path}`)
  const routes = endpoints().map(({ method, path }) => `${method} ${path}`)
  assert.deepEqual(rows.toSorted(), [...routes, 'GET /docs'].toSorted())
})

function endpoints() {
  const [settings, drops, board] = [new SettingsStore(), new Drops(), new PictureBoard()]
  const { signal } = new AbortController()
  const events = new Events({ settings, status: fakeStatus, clock: systemClock, log: silentLog, signal })
  return endpointsOf({
    ...{ settings, drops, board, events, status: fakeStatus, dataRoot: 'data', pageDirectory: 'web/dist' },
    metricsText: async () => '',
    writeTrace: async () => '',
  })
}
