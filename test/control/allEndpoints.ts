import assert from 'node:assert/strict'
import { Access } from '#control/access.ts'
import { CameraList } from '#control/cameraList.ts'
import type { Endpoint } from '#control/endpoint.ts'
import { endpointsOf } from '#control/endpoints.ts'
import { Events } from '#control/events.ts'
import { FolderListing } from '#control/folders.ts'
import { Thumbnails } from '#control/thumbnails.ts'
import { PictureBoard } from '#output/pictureBoard.ts'
import { Drops } from '#telemetry/drops.ts'
import { silentLog } from '#telemetry/log.ts'
import { aDesk } from '#test/aDesk.ts'
import { fakeStatus } from '#test/fakeStatus.ts'
import { manualClock } from '#test/manualClock.ts'

/** The table of all routes, with nobody to answer. */
export async function allEndpoints(): Promise<Endpoint[]> {
  const [clock, log, dataRoot] = [manualClock(), silentLog, 'data']
  const [drops, board, access] = [new Drops(), new PictureBoard(), new Access({ token: '', clock, log })]
  const desk = await aDesk({ clock })
  const { signal } = new AbortController()
  const never = () => assert.fail('nobody asks')
  return endpointsOf({
    ...{ desk, access, drops, board, log, oscPort: 8000, dataRoot, pageDirectory: 'web/dist' },
    events: new Events({ desk, status: fakeStatus, clock, log, signal }),
    endShow: never,
    recordings: { status: undefined, start: never, stop: never },
    workers: { bench: never, unbench: never, restart: never },
    folders: new FolderListing({ dataRoot, clock, log }),
    thumbnails: new Thumbnails({ dataRoot, clock }),
    cameraList: new CameraList({ cameras: never, clock, log }),
    status: fakeStatus,
    metricsText: async () => '',
    writeTrace: async () => '',
  })
}
