import { type Check, findingsOf } from './check.ts'
import { camerasCheck } from './checks/cameras.ts'
import { diskChecks } from './checks/disk.ts'
import { driverChecks } from './checks/driver.ts'
import { ffmpegChecks } from './checks/ffmpeg.ts'
import { modelsCheck } from './checks/models.ts'
import { nodeChecks } from './checks/node.ts'
import { packageChecks } from './checks/packages.ts'
import { portChecks } from './checks/ports.ts'
import { providerChecks } from './checks/providers.ts'
import { screenChecks } from './checks/screen.ts'
import { serverChecks } from './checks/server.ts'
import { settingsCheck } from './checks/settings.ts'
import { systemChecks } from './checks/system.ts'
import { FINDING_GROUPS, type Finding } from './finding.ts'
import type { Machine } from './machine.ts'

/** All checks. The order within a group is that of the report. */
export const CHECKS: readonly Check[] = [
  ...nodeChecks,
  ...packageChecks,
  ...ffmpegChecks,
  ...driverChecks,
  ...providerChecks,
  ...screenChecks,
  camerasCheck,
  ...diskChecks,
  modelsCheck,
  ...systemChecks,
  settingsCheck,
  ...portChecks,
  ...serverChecks,
]

/** Makes all checks at the same time. @returns what was found, in the order of the report */
export async function examine(machine: Machine, checks: readonly Check[] = CHECKS): Promise<Finding[]> {
  const found = (await Promise.all(checks.map((check) => findingsOf(check, machine)))).flat()
  return FINDING_GROUPS.flatMap((group) => found.filter((finding) => finding.group === group))
}
