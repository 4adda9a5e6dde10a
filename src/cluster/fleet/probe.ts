import type { FleetMachine } from './fleetMachine.ts'
import { shellWord } from './shellWord.ts'
import { findUnits } from './unitScripts.ts'

/** One worker's service on a machine. */
export type WorkerUnit = {
  readonly unit: string
  /** As `systemctl is-active` says it. */
  readonly state: string
  /** Whether the server knows a worker of this name from this unit. */
  isNamed(id: string): boolean
}

/** How a machine is. */
export type Probe = {
  readonly hostname: string
  readonly uptime: string
  readonly load: string
  readonly diskFree: string
  readonly version: string
  readonly units: readonly WorkerUnit[]
  /** One for each card: degrees and use. */
  readonly gpus: readonly string[]
}

/** A script that asks a machine how it is: lines of `name=value`. What is not there is left out. */
export function probeScript(machine: FleetMachine): string {
  return `exec 2>/dev/null
echo "hostname=$(hostname)"
echo "uptime=$(uptime -p | sed 's/^up //')"
echo "load=$(cut -d ' ' -f 1-3 /proc/loadavg)"
${findUnits(machine)}
folder=${shellWord(machine.folder)}
case "$folder" in -*) folder="./$folder" ;; esac
for unit in $units; do
  echo "unit=$unit"
  echo "state=$(systemctl is-active "$unit")"
  echo "exec=$(systemctl show --property=ExecStart --value "$unit" | tr '\\n' ' ')"
done
if cd "$folder"; then
  echo "id=$(sed -n 's/^ *\\(export \\)\\{0,1\\}\\(I2I_\\)\\{0,1\\}WORKER_ID *= *//p' .env | tail -n 1)"
  echo "version=$(sed -n 's/^  "version": "\\(.*\\)".*/\\1/p' package.json | head -n 1)"
  echo "commit=$(git rev-parse --short HEAD)"
  echo "disk=$(df -Ph . | awk 'NR == 2 { print $4 }')"
fi
nvidia-smi --query-gpu=temperature.gpu,utilization.gpu --format=csv,noheader,nounits | sed 's/^/gpu=/'
exit 0
`
}

/** Reads what the script has said. Lines that are something else are passed over: a login shell may greet. */
export function readProbe(stdout: string): Probe {
  const lines = stdout.split('\n').flatMap((line) => {
    const [, name, value] = /^([a-z]+)=(.*)$/.exec(line) ?? []
    return name === undefined ? [] : [{ name, value: readable(value ?? '') }]
  })
  const last = (wanted: string) => lines.findLast(({ name }) => name === wanted)?.value ?? ''
  const all = (wanted: string) => lines.filter(({ name }) => name === wanted).map(({ value }) => value)
  const [states, commands] = [all('state'), all('exec')]
  const named = { hostname: last('hostname'), id: unquoted(last('id')) }
  return {
    ...{ hostname: named.hostname, uptime: last('uptime'), load: last('load'), diskFree: last('disk') },
    version: [last('version'), last('commit')].filter((text) => text !== '').join(' '),
    units: all('unit').map((unit, i) => unitFrom(unit, states[i] ?? '', commands[i] ?? '', named)),
    gpus: all('gpu').map(gpuText),
  }
}

/** The flag outranks `.env`, and without both the worker calls itself by the machine and four signs. */
function unitFrom(unit: string, state: string, command: string, named: { hostname: string; id: string }): WorkerUnit {
  const flag = /--worker[-_]id[= ]["']?([^\s"';]+)/i.exec(command)?.[1]
  const id = flag ?? named.id
  const isGeneral = (name: string) => name.startsWith(`${named.hostname}-`) && /^[a-z0-9]{4}$/.test(name.slice(-4))
  const isNamed = (name: string) =>
    id === '' ? isGeneral(name) && name.length === named.hostname.length + 5 : name === id
  return { unit, state: state === '' ? 'unknown' : state, isNamed }
}

function gpuText(line: string): string {
  const [degrees = '?', use = '?'] = line.split(',').map((text) => text.trim())
  return `${degrees} °C ${use} %`
}

function unquoted(text: string): string {
  return text.trim().replace(/^(["'`])(.*)\1.*$/, '$2')
}

/** For a terminal: no control characters. */
function readable(text: string): string {
  return text
    .replaceAll(/\p{Cc}|\p{Cf}/gu, '')
    .trim()
    .slice(0, 2000)
}
