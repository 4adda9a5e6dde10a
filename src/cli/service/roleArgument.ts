import { ROLES, type Role } from '#cluster/service/role.ts'
import { OperatorError } from '#errors/operatorError.ts'
import type { Argument } from '../command.ts'

/** Which service. */
export const ROLE: Argument = { name: 'ROLE', doc: 'server, worker or display.', required: true }

/** The role that a word names. @throws OperatorError */
export function readRole(word: string): Role {
  const role = ROLES.find((role) => role === word.toLowerCase())
  if (role) return role
  throw new OperatorError('BAD_OPTION', `${JSON.stringify(word)} is no service.`, `There are ${ROLES.join(', ')}.`)
}
