import type { Desk } from '#desk/desk.ts'
import type { Drops } from '#telemetry/drops.ts'
import type { Log } from '#telemetry/log.ts'
import type { Access } from './access.ts'
import { accessEndpoints } from './accessEndpoints.ts'
import { clientEndpoints } from './clientRoutes.ts'
import { cueEndpoints } from './cueEndpoints.ts'
import { deskEndpoints } from './deskEndpoints.ts'
import type { Endpoint } from './endpoint.ts'
import { eventSocket } from './eventSocket.ts'
import type { Events } from './events.ts'
import { oscEndpoints } from './oscEndpoints.ts'
import { pageEndpoints } from './pageFiles.ts'
import { pairSocket, pictureSocket } from './pictureSocket.ts'
import { type RecordingControls, recordingEndpoints } from './recordingEndpoints.ts'
import { settingsEndpoints } from './settingsEndpoints.ts'
import { type SourceEndpointOptions, sourceEndpoints } from './sourceEndpoints.ts'
import { type StatusSources, statusEndpoints } from './statusEndpoints.ts'
import { stopEndpoint } from './stopEndpoint.ts'
import { type WorkerControls, workerEndpoints } from './workerEndpoints.ts'

export type EndpointOptions = StatusSources &
  SourceEndpointOptions & {
    readonly desk: Desk
    readonly access: Access
    readonly workers: WorkerControls
    readonly recordings: RecordingControls
    /** Ends the server, as Ctrl-C does. */
    readonly endShow: () => void
    readonly log: Log
    /** UDP port of the OSC door; 0 if it is closed. */
    readonly oscPort: number
    /** Where the built page lies: `web/dist`. */
    readonly pageDirectory: string
    readonly drops: Drops
    readonly events: Events
  }

/** Every route there is: the server, the OpenAPI page and the check of `docs/http.md` are drawn from this list. */
export function endpointsOf(options: EndpointOptions): Endpoint[] {
  return [
    ...pageEndpoints(options),
    ...clientEndpoints(options),
    ...settingsEndpoints(options),
    ...deskEndpoints(options),
    ...cueEndpoints(options),
    ...sourceEndpoints(options),
    ...workerEndpoints(options),
    ...recordingEndpoints(options),
    ...oscEndpoints(options),
    ...accessEndpoints(options),
    ...statusEndpoints(options),
    stopEndpoint(options),
    eventSocket(options),
    pictureSocket(options),
    pairSocket(options),
  ]
}
