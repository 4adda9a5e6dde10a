import { readFile } from 'node:fs/promises'
import { totalmem } from 'node:os'
import { readableBytes } from '#hub/readableBytes.ts'
import type { Check } from '../check.ts'
import { note, type Outcome, ok, problem } from '../finding.ts'
import type { Machine } from '../machine.ts'
import { asRoot, install, type System } from '../operatingSystem.ts'
import { firstLine, runTool } from '../runTool.ts'

const GB = 2 ** 30
/** One server with a page needs about this. */
const LITTLE_BYTES = GB
const SCARCE_BYTES = 4 * GB
/** Each viewer, worker and file is one. */
const FEW_HANDLES = 4096

/** What the operating system gives a show. */
export const systemChecks: readonly Check[] = [
  { group: 'System', name: 'system', look: async ({ system }) => ok(system.name) },
  { group: 'System', name: 'memory', look: lookAtMemory },
  { group: 'System', name: 'file handles', look: async () => handlesOutcome(await textOf('/proc/self/limits')) },
  { group: 'System', name: 'clock', look: lookAtClock },
  { group: 'System', name: 'power saving', look: lookAtPower },
]

async function lookAtMemory(): Promise<Outcome> {
  const limit = process.constrainedMemory()
  const total = limit > 0 ? Math.min(totalmem(), limit) : totalmem()
  const available = Math.min(process.availableMemory(), total)
  const said = `${readableBytes(available)} free of ${readableBytes(total)}`
  if (available < LITTLE_BYTES)
    return problem(`${said}: too little for a server.`, 'End other programs; ps aux --sort=-rss | head names them')
  if (available < SCARCE_BYTES) return note(`${said}: too little for diffusion on the CPU.`)
  return ok(said)
}

/** @param limits the text of `/proc/self/limits`; empty on other systems */
export function handlesOutcome(limits: string): Outcome {
  const hard = /^Max open files\s+\S+\s+(\S+)/m.exec(limits)?.[1]
  if (hard === undefined) return ok('not limited by /proc')
  // Node raises its own limit as far as it may
  const count = hard === 'unlimited' ? Number.POSITIVE_INFINITY : Number(hard)
  if (count >= FEW_HANDLES) return ok(hard)
  return note(
    `${hard}: many viewers may be turned away.`,
    "echo '* hard nofile 65536' | sudo tee /etc/security/limits.d/i2i.conf, then log in again",
  )
}

async function lookAtClock({ system, environment }: Machine): Promise<Outcome> {
  if (system.platform !== 'linux') return ok(new Date().toString())
  const { end, code, stdout } = await runTool('timedatectl', ['show', '-p', 'NTPSynchronized', '-p', 'NTP'], {
    env: environment,
  })
  if (end !== 'done' || code !== 0) return note('Nobody tells whether it is set by the network.', 'timedatectl')
  return clockOutcome(stdout, system)
}

/** @param stdout of `timedatectl show` */
export function clockOutcome(stdout: string, system: System): Outcome {
  if (/^NTPSynchronized=yes$/m.test(stdout)) return ok('set by the network')
  if (/^NTP=yes$/m.test(stdout)) return note('The time server has not answered yet.', 'timedatectl timesync-status')
  return note(
    'is not set by the network: times of several machines will differ.',
    `${install(system, 'systemd-timesyncd')} && ${asRoot(system, 'timedatectl set-ntp true')}`,
  )
}

async function lookAtPower({ system, environment }: Machine): Promise<Outcome[]> {
  if (system.platform !== 'linux') return [ok('not looked at on this system')]
  const [sleep, blank, suspend, governor, driver] = await Promise.all([
    runTool('systemctl', ['is-enabled', 'sleep.target'], { env: environment }),
    runTool('gsettings', ['get', 'org.gnome.desktop.session', 'idle-delay'], { env: environment }),
    runTool('gsettings', ['get', 'org.gnome.settings-daemon.plugins.power', 'sleep-inactive-ac-type'], {
      env: environment,
    }),
    textOf('/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor'),
    textOf('/sys/devices/system/cpu/cpu0/cpufreq/scaling_driver'),
  ])
  return powerOutcomes(
    {
      sleep: firstLine(sleep.stdout),
      blank: firstLine(blank.stdout),
      suspend: firstLine(suspend.stdout),
      governor: governor.trim(),
      driver: driver.trim(),
    },
    system,
  )
}

export type PowerWords = Readonly<Record<'sleep' | 'blank' | 'suspend' | 'governor' | 'driver', string>>

/** What could put a machine to sleep or slow it down in the middle of a show. Empty words: not known. */
export function powerOutcomes({ sleep, blank, suspend, governor, driver }: PowerWords, system: System): Outcome[] {
  const found: Outcome[] = []
  const minutes = Number(/uint32 (\d+)/.exec(blank)?.[1] ?? 0) / 60
  if (minutes > 0)
    found.push(
      note(
        `The desktop blanks the screen after ${minutes} min.`,
        'gsettings set org.gnome.desktop.session idle-delay 0',
      ),
    )
  if (suspend.includes('suspend') && sleep !== 'masked') {
    found.push(
      note(
        'The desktop puts the machine to sleep when nobody touches it.',
        `${asRoot(system, 'systemctl mask sleep.target suspend.target')} (undo: unmask)`,
      ),
    )
  }
  // the drivers of newer processors mean "as fast as needed" by it
  if (governor === 'powersave' && !/pstate/.test(driver)) {
    found.push(
      note(
        'The processor runs at its lowest speed.',
        asRoot(system, "sh -c 'echo schedutil | tee /sys/devices/system/cpu/cpu*/cpufreq/scaling_governor'"),
      ),
    )
  }
  return found.length > 0 ? found : [ok('nothing that would stop a show')]
}

function textOf(path: string): Promise<string> {
  return readFile(path, 'utf8').catch(() => '')
}
