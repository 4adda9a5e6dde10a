import type { FleetMachine } from './fleetMachine.ts'
import type { ScriptRan } from './runScript.ts'
import { shellWord } from './shellWord.ts'

const BACKUP = '.env.before'

/** Reads the `.env` of a machine, in letters that no greeting of a login shell is mistaken for. */
export function readEnvScript(machine: FleetMachine): string {
  return `${enter(machine)}
if [ -e .env ]; then printf 'env=%s\\n' "$(base64 <.env | tr -d '\\n')"; else echo env=; fi
`
}

/** What was read. @throws TypeError for an answer of something else */
export function readEnvAnswer({ stdout }: ScriptRan): string {
  const encoded = /^env=([A-Za-z0-9+/=]*)$/m.exec(stdout)?.[1]
  if (encoded === undefined) throw new TypeError('the answer has no .env in it')
  return Buffer.from(encoded, 'base64').toString('utf8')
}

/** Writes a `.env`, for its owner only, whole or not at all; the one from before is kept. */
export function writeEnvScript(machine: FleetMachine, text: string): string {
  return `${enter(machine)}
umask 077
set -e
if [ -e .env ]; then cp .env ${BACKUP}.new; chmod 600 ${BACKUP}.new; mv -f ${BACKUP}.new ${BACKUP}; fi
printf '%s' ${shellWord(text)} >.env.new
chmod 600 .env.new
mv -f .env.new .env
`
}

/** Puts the one from before back; doing it twice is as if nothing had been done. */
export function undoEnvScript(machine: FleetMachine): string {
  return `${enter(machine)}
if [ ! -e ${BACKUP} ]; then echo 'there is no .env from before' >&2; exit 4; fi
set -e
if [ -e .env ]; then mv -f .env .env.new; fi
mv -f ${BACKUP} .env
chmod 600 .env
if [ -e .env.new ]; then mv -f .env.new ${BACKUP}; fi
`
}

function enter({ folder }: FleetMachine): string {
  return `cd ${shellWord(folder.startsWith('-') ? `./${folder}` : folder)} || exit`
}
