import { SERVICE_USER } from '../service/unitOf.ts'
import type { FleetMachine } from './fleetMachine.ts'
import type { ScriptRan } from './runScript.ts'
import { shellWord } from './shellWord.ts'

const BACKUP = '.env.before'
/** Says that there was none before. */
const NONE = '.env.none'

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

/**
 * Writes a `.env`, for its owner and the service only, whole or not at all; the one from before is kept. Where the service could
 * not read it, nothing is written: it would not start any more.
 */
export function writeEnvScript(machine: FleetMachine, text: string): string {
  return `${enter(machine)}
umask 077
set -e
printf '%s' ${shellWord(text)} >.env.new
${giveToService('.env.new')}
if [ -e .env ]; then
  cp .env ${BACKUP}.new; chmod 600 ${BACKUP}.new; mv -f ${BACKUP}.new ${BACKUP}; rm -f ${NONE}
else
  : >${NONE}
fi
mv -f .env.new .env
`
}

/** Puts the one from before back; doing it twice is as if nothing had been done. */
export function undoEnvScript(machine: FleetMachine): string {
  return `${enter(machine)}
umask 077
if [ -e ${NONE} ]; then
  set -e
  if [ -e .env ]; then mv -f .env ${BACKUP}; fi
  rm -f ${NONE}
  exit 0
fi
if [ ! -e ${BACKUP} ]; then echo 'there is no .env from before' >&2; exit 4; fi
set -e
${giveToService(BACKUP)}
if [ -e .env ]; then mv -f .env .env.new; else : >${NONE}; fi
mv -f ${BACKUP} .env
if [ -e .env.new ]; then mv -f .env.new ${BACKUP}; fi
`
}

/** Lets a service that runs as a user of its own read a file, by its group, to which the operators belong. */
function giveToService(path: string): string {
  return `if getent group ${SERVICE_USER} >/dev/null 2>&1 && chgrp ${SERVICE_USER} ${path} 2>/dev/null; then
  chmod 640 ${path}
elif systemctl cat i2i-worker@0.service 2>/dev/null | grep -q '^User=${SERVICE_USER}$'; then
  rm -f .env.new
  echo "the service could not read it: sudo usermod -aG ${SERVICE_USER} $(id -un)" >&2
  exit 6
else
  chmod 600 ${path}
fi`
}

function enter({ folder }: FleetMachine): string {
  return `cd ${shellWord(folder.startsWith('-') ? `./${folder}` : folder)} || exit`
}
