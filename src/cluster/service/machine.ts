import type { Role } from './role.ts'

/** What has to be known of a machine before services can be made for it. */
export type Machine = {
  /** The major number of systemd; undefined if there is none. */
  readonly systemd: number | undefined
  /** The version of polkit as it says it: `0.105`, `124`; undefined if there is none. */
  readonly polkit: string | undefined
  /** Names of the groups that exist. */
  readonly groups: readonly string[]
  /** Numbers of the NVIDIA graphics cards. */
  readonly gpus: readonly number[]
  readonly hasNvidiaModprobe: boolean
  /** Graphics cards whose worker is installed already. */
  readonly workers: readonly number[]
  /** Whose unit is here already. */
  readonly roles: readonly Role[]
}

/** Where i2i is, and who runs it. */
export type Place = {
  /** The program's folder, which holds `bin/i2i.mjs`. */
  readonly program: string
  /** The folder that the service runs in, with `.env`, `models/` and `data/`. */
  readonly folder: string
  /** Absolute path of a Node that can run it. */
  readonly node: string
}
