import type { doctorFields } from '#app/doctor/doctorFields.ts'
import type { framesFields } from '#app/frames/framesFields.ts'
import type { statusFields } from '#app/statusFields.ts'
import type { fleetFields } from '#cluster/fleet/fleetFields.ts'
import type { serviceFields } from '#cluster/service/serviceFields.ts'
import type { displayConfigFields } from '#display/displayFields.ts'
import type { hubFields } from '#hub/hubFields.ts'
import type { recordConfigFields } from '#recording/recordFields.ts'
import type { renderConfigFields, serverConfigFields, workerConfigFields } from '#settings/config.ts'
import type { SettingName } from '#settings/schema.ts'
import type { keysFields } from './keys.ts'

/** Headings under which `--help`, `.env.example` and the docs list the options, in this order. */
export const OPTION_GROUPS = [
  'Picture',
  'Source',
  'Engine and timing',
  'Files',
  'Window',
  'Recording',
  'Models',
  'Control',
  'Network',
  'Machines',
  'Logging',
] as const

export type OptionGroup = (typeof OPTION_GROUPS)[number]
export type OptionName =
  | SettingName
  | keyof typeof serverConfigFields
  | keyof typeof workerConfigFields
  | keyof typeof renderConfigFields
  | keyof typeof framesFields
  | keyof typeof hubFields
  | keyof typeof displayConfigFields
  | keyof typeof keysFields
  | keyof typeof recordConfigFields
  | keyof typeof serviceFields
  | keyof typeof fleetFields
  | keyof typeof statusFields
  | keyof typeof doctorFields

const groups: Readonly<Record<OptionName, OptionGroup>> = {
  prompt: 'Picture',
  secondPrompt: 'Picture',
  blend: 'Picture',
  morePrompts: 'Picture',
  transitionSeconds: 'Picture',
  transitionCurve: 'Picture',
  negativePrompt: 'Picture',
  numInferenceSteps: 'Picture',
  strength: 'Picture',
  guidanceScale: 'Picture',
  seed: 'Picture',
  secondSeed: 'Picture',
  seedTravel: 'Picture',
  seedTravelSeconds: 'Picture',
  fixedSeed: 'Picture',
  compel: 'Picture',
  passthrough: 'Picture',
  opacity: 'Picture',
  resolution: 'Picture',
  mirror: 'Picture',
  jpegQuality: 'Picture',
  freeze: 'Picture',
  debug: 'Picture',
  mode: 'Source',
  directory: 'Source',
  fps: 'Source',
  paused: 'Source',
  position: 'Source',
  input: 'Source',
  camera: 'Source',
  cameraSize: 'Source',
  cameraFps: 'Source',
  cameraFormat: 'Source',
  crop: 'Source',
  dataRoot: 'Source',
  maxPixels: 'Source',
  engine: 'Engine and timing',
  batchSize: 'Engine and timing',
  pacing: 'Engine and timing',
  maxDelayMs: 'Engine and timing',
  simulateMs: 'Engine and timing',
  warmup: 'Engine and timing',
  threads: 'Engine and timing',
  display: 'Window',
  connect: 'Window',
  screen: 'Window',
  windowed: 'Window',
  windowMirror: 'Window',
  rotate: 'Window',
  pad: 'Window',
  background: 'Window',
  hold: 'Window',
  sdlLibrary: 'Window',
  recordings: 'Recording',
  segmentMinutes: 'Recording',
  jpegs: 'Recording',
  recordInput: 'Recording',
  encoder: 'Recording',
  size: 'Files',
  start: 'Files',
  seconds: 'Files',
  overwrite: 'Files',
  quality: 'Files',
  workers: 'Files',
  model: 'Models',
  models: 'Models',
  provider: 'Models',
  device: 'Models',
  noise: 'Models',
  revision: 'Models',
  precision: 'Models',
  vae: 'Models',
  scheduler: 'Models',
  lcmTimesteps: 'Models',
  connections: 'Models',
  localFilesOnly: 'Models',
  yes: 'Models',
  token: 'Control',
  allowOrigin: 'Control',
  oscPort: 'Control',
  oscFeedback: 'Control',
  oscAllow: 'Control',
  cues: 'Control',
  translation: 'Control',
  translationCredentials: 'Control',
  safety: 'Control',
  safetyOnError: 'Control',
  safetySeconds: 'Control',
  safetyModel: 'Control',
  safetyWords: 'Control',
  safetyAudit: 'Control',
  primaryHostname: 'Network',
  curve: 'Network',
  keys: 'Network',
  client: 'Network',
  workerId: 'Network',
  host: 'Network',
  jobPort: 'Network',
  settingsPort: 'Network',
  outputPort: 'Network',
  user: 'Machines',
  gpu: 'Machines',
  dryRun: 'Machines',
  server: 'Machines',
  install: 'Machines',
  force: 'Machines',
  replace: 'Machines',
  remove: 'Machines',
  workerMachines: 'Machines',
  fleet: 'Machines',
  timeLimit: 'Machines',
  atOnce: 'Machines',
  backWithin: 'Machines',
  sshConfig: 'Machines',
  keepServer: 'Machines',
  powerOff: 'Machines',
  key: 'Machines',
  undo: 'Machines',
  follow: 'Logging',
  json: 'Logging',
  watch: 'Logging',
  lines: 'Logging',
  log: 'Logging',
  trace: 'Logging',
  crashReports: 'Logging',
  pulseFile: 'Logging',
}

/** Where an option is listed. An option that has no group does not compile. */
export function groupOf(name: string): OptionGroup {
  return groups[name as OptionName] ?? 'Logging'
}

/** Names in the order of their groups; within a group as in `groups`. */
export function inGroupOrder(names: readonly string[]): string[] {
  const order = Object.keys(groups)
  const rank = (name: string) => OPTION_GROUPS.indexOf(groupOf(name)) * order.length + order.indexOf(name)
  return names.toSorted((a, b) => rank(a) - rank(b))
}
