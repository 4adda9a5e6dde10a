// @ts-check
import { readFileSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'

/** @typedef {{ uid: number, gid: number, home: string }} Person */

/**
 * Whose folder this is, when root works in somebody else's (`sudo npx i2i service …`): what is made there shall be theirs, or they
 * could not renew it later. Otherwise undefined.
 *
 * @param {string} folder
 * @returns {Person | undefined}
 */
export function otherOwner(folder) {
  if (process.getuid?.() !== 0) return undefined
  const { uid, gid } = statSync(folder)
  return uid === 0 ? undefined : { uid, gid, home: homeOf(uid) }
}

/** @param {number} uid */
function homeOf(uid) {
  const users = readFileSync('/etc/passwd', 'utf8').split('\n')
  const user = users.map((line) => line.split(':')).find((fields) => fields[2] === String(uid))
  return user?.[5] || tmpdir()
}
