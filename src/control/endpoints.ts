import type { SettingsStore } from '#settings/store.ts'
import type { Drops } from '#telemetry/drops.ts'
import { clientEndpoints } from './clientRoutes.ts'
import type { Endpoint } from './endpoint.ts'
import { eventSocket } from './eventSocket.ts'
import type { Events } from './events.ts'
import { pageEndpoints } from './pageFiles.ts'
import { pictureSocket } from './pictureSocket.ts'
import { settingsEndpoints } from './settingsEndpoints.ts'
import { type StatusSources, statusEndpoints } from './statusEndpoints.ts'

export type EndpointOptions = StatusSources & {
  readonly settings: SettingsStore
  /** Folders of pictures can be chosen below this folder only. */
  readonly dataRoot: string
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
    ...statusEndpoints(options),
    eventSocket(options),
    pictureSocket(options),
  ]
}
