import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { Access } from '#control/access.ts'
import { CameraList } from '#control/cameraList.ts'
import { endpointsOf } from '#control/endpoints.ts'
import { Events } from '#control/events.ts'
import { FolderListing } from '#control/folders.ts'
import { Thumbnails } from '#control/thumbnails.ts'
import { systemClock } from '#flow/clock.ts'
import { PictureBoard } from '#output/pictureBoard.ts'
import { Drops } from '#telemetry/drops.ts'
import { silentLog } from '#telemetry/log.ts'
import { aDesk } from '#test/aDesk.ts'
import { fakeStatus } from '#test/fakeStatus.ts'
import { manualClock } from '#test/manualClock.ts'
import { openShow } from './show.ts'

type OpenApi = { paths: Record<string, Record<string, { summary: string; responses: object; parameters?: unknown[] }>> }

test('the OpenAPI page describes every route and works without the internet', async () => {
  await using show = await openShow()
  const page = await fetch(`${show.url}/docs`)
  assert.equal(page.status, 200)
  assert.doesNotMatch(await page.text(), /(src|href)="(https?:)?\/\//)
  const api = (await (await fetch(`${show.url}/docs/json`)).json()) as OpenApi
  for (const { method, path, doc } of await endpoints()) {
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
  const routes = (await endpoints()).map(({ method, path }) => `${method} ${path}`)
  assert.deepEqual(rows.toSorted(), [...routes, 'GET /docs'].toSorted())
})

async function endpoints() {
  const [clock, log, dataRoot] = [systemClock, silentLog, 'data']
  const [drops, board, access] = [new Drops(), new PictureBoard(), new Access({ token: '', clock, log })]
  const desk = await aDesk({ clock: manualClock() })
  const { signal } = new AbortController()
  const never = () => assert.fail('nobody asks')
  return endpointsOf({
    ...{ desk, access, drops, board, log, oscPort: 8000, dataRoot, pageDirectory: 'web/dist' },
    events: new Events({ desk, status: fakeStatus, clock, log, signal }),
    workers: { bench: never, unbench: never, restart: never },
    folders: new FolderListing({ dataRoot, clock, log }),
    thumbnails: new Thumbnails({ dataRoot, clock }),
    cameraList: new CameraList({ cameras: never, clock, log }),
    status: fakeStatus,
    metricsText: async () => '',
    writeTrace: async () => '',
  })
}
