import { SERVICE_USER } from './unitOf.ts'

/** Who is in this group may start and stop the services, and switch the machine off, without a password. */
export const OPERATOR_GROUP = 'i2i'

/** The group of the operators, and the user whom the services belong to. */
export function sysusersText(): string {
  return [
    '# see sysusers.d(5)',
    `g ${OPERATOR_GROUP} -`,
    `u ${SERVICE_USER} - "i2i services" - /usr/sbin/nologin`,
    '',
  ].join('\n')
}

const POWER = ['power-off', 'power-off-multiple-sessions', 'reboot', 'reboot-multiple-sessions'].map(
  (action) => `org.freedesktop.login1.${action}`,
)
const MANAGE_UNITS = 'org.freedesktop.systemd1.manage-units'

/** For polkit since 0.106: only our units, and only these verbs. */
export function polkitRulesText(): string {
  return `// see polkit(8)
polkit.addRule(function (action, subject) {
  if (!subject.isInGroup('${OPERATOR_GROUP}')) return polkit.Result.NOT_HANDLED
  var power = ${JSON.stringify(POWER)}
  if (power.indexOf(action.id) >= 0) return polkit.Result.YES
  if (action.id !== '${MANAGE_UNITS}') return polkit.Result.NOT_HANDLED
  var verbs = ['start', 'stop', 'restart', 'try-restart', 'reset-failed']
  var isOurs = /^i2i-(server|worker@[0-9]+)\\.service$/.test(action.lookup('unit') || '')
  return isOurs && verbs.indexOf(action.lookup('verb')) >= 0 ? polkit.Result.YES : polkit.Result.NOT_HANDLED
})
`
}

/** For polkit up to 0.105, as in Ubuntu 22.04. It cannot tell units apart: the operators may start and stop any. */
export function polkitPklaText(): string {
  return `# see pklocalauthority(8)
[Operators of i2i]
Identity=unix-group:${OPERATOR_GROUP}
Action=${[MANAGE_UNITS, ...POWER].join(';')}
ResultAny=yes
ResultInactive=yes
ResultActive=yes
`
}
