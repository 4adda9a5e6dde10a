import { homedir } from 'node:os'
import { isAbsolute, join } from 'node:path'

/** Where crash reports are kept, if nobody says otherwise: below the folder that the system has for such things. */
export function crashFolder(environment: Readonly<Record<string, string | undefined>>): string {
  const { XDG_STATE_HOME: given, STATE_DIRECTORY: service, LOCALAPPDATA: local } = environment
  // a service may write nowhere else
  if (service) return join(service.split(':')[0] as string, 'crashes')
  if (process.platform === 'win32') return join(local || join(homedir(), 'AppData', 'Local'), 'i2i', 'crashes')
  // a path that is not absolute counts as none, says the specification of these folders
  const state = given && isAbsolute(given) ? given : join(homedir(), '.local', 'state')
  return join(state, 'i2i', 'crashes')
}
