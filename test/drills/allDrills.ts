import { clockStep } from './clockStep.ts'
import { corruptDotEnv } from './corruptDotEnv.ts'
import { diskFull } from './diskFull.ts'
import type { Drill } from './drill.ts'
import { networkCut } from './networkCut.ts'
import { outOfMemory } from './outOfMemory.ts'
import { portTaken } from './portTaken.ts'
import { serverKilled } from './serverKilled.ts'
import { workerKilled } from './workerKilled.ts'
import { workerStopped } from './workerStopped.ts'
import { wrongKey } from './wrongKey.ts'

/** Everything that is tried, in the order of the table. */
export const allDrills: readonly Drill[] = [
  workerKilled,
  workerStopped,
  outOfMemory,
  serverKilled,
  portTaken,
  corruptDotEnv,
  networkCut,
  diskFull,
  clockStep,
  wrongKey,
]
