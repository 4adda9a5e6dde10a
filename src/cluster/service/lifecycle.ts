import type { Role } from './role.ts'
import type { UnitSection } from './unitText.ts'

/** Since this version systemd can wait longer from restart to restart. */
const GRADUAL_RESTARTS = 254

/** A loop that does not turn for so long hangs, in seconds. The program reports four times in it or once a second. */
const WATCHDOG_S: Readonly<Record<Role, number>> = { server: 15, worker: 15, display: 30 }

/**
 * How a service starts, is watched, started anew and ended. It is started anew however it has ended, for ever: at night nobody
 * is there to do it.
 * @param systemd version of the machine's systemd
 */
export function lifecycle(role: Role, systemd: number): UnitSection {
  return {
    Type: 'notify',
    NotifyAccess: 'main',
    WatchdogSec: WATCHDOG_S[role],
    // a start that goes on says so itself; one that does not is given up after this long
    TimeoutStartSec: 90,
    // a program ends within 1.5 s of SIGTERM, and its children with it
    TimeoutStopSec: 10,
    TimeoutAbortSec: 3,
    KillMode: 'mixed',
    // how a worker ends that is in the middle of a long batch
    SuccessExitStatus: '130 SIGINT',
    Restart: 'always',
    ...restarts(systemd),
  }
}

function restarts(systemd: number): UnitSection {
  if (systemd < GRADUAL_RESTARTS) return { RestartSec: 3 }
  return { RestartSec: 1, RestartSteps: 6, RestartMaxDelaySec: 30 }
}

/** What a service may take, and what it is given before others. When memory runs out, a worker goes before the server. */
export const LIMITS: Readonly<Record<Role, UnitSection>> = {
  server: {
    MemoryMax: '60%',
    TasksMax: 1024,
    LimitNOFILE: 65536,
    LimitCORE: 0,
    OOMScoreAdjust: -500,
    Nice: -5,
    CPUWeight: 300,
  },
  worker: {
    MemoryMax: '90%',
    TasksMax: 2048,
    LimitNOFILE: 65536,
    LimitCORE: 0,
    LimitMEMLOCK: 'infinity',
    OOMScoreAdjust: 300,
    Nice: 0,
    CPUWeight: 100,
  },
  // a user's own services cannot be put before those of others
  display: { MemoryMax: '40%', TasksMax: 1024, LimitNOFILE: 65536, LimitCORE: 0, OOMScoreAdjust: 100, CPUWeight: 300 },
}
