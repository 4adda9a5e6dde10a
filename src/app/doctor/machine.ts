import type { Clock } from '#flow/clock.ts'
import type { Places } from '#hub/places.ts'
import type { ServerConfig, WorkerConfig } from '#settings/config.ts'
import type { Outcome } from './finding.ts'
import type { Graphics } from './graphics.ts'
import type { System } from './operatingSystem.ts'

/** What the checks need to know, and what several of them would ask for. */
export type Machine = {
  readonly clock: Clock
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly system: System
  /** Folder of this installation, with `package.json`. */
  readonly root: string
  /** What a server and a worker that start here would be told. */
  readonly config: DoctorConfig
  /** Folders of models. */
  readonly places: Places
  /** The machine whose server is looked at; empty for none. */
  readonly server: string
  /** What is to be said about `.env` and the variables. */
  readonly settings: readonly Outcome[]
  /** Asked for once, however many need it. */
  readonly graphics: () => Promise<Graphics>
}

export type DoctorConfig = Pick<
  ServerConfig,
  'jobPort' | 'settingsPort' | 'outputPort' | 'oscPort' | 'dataRoot' | 'recordings' | 'token' | 'display'
> &
  Pick<WorkerConfig, 'models' | 'primaryHostname'> & { readonly sdlLibrary: string }
