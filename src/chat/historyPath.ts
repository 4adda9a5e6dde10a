import { homedir } from 'node:os'
import { join } from 'node:path'

/** Where typed lines are kept between runs: the place that the system has for such things. */
export function historyPath(env: NodeJS.ProcessEnv, platform: NodeJS.Platform = process.platform): string {
  return join(stateFolder(env, platform), 'i2i', 'chat_history')
}

function stateFolder(env: NodeJS.ProcessEnv, platform: NodeJS.Platform): string {
  if (platform === 'win32') return env.LOCALAPPDATA || join(homedir(), 'AppData', 'Local')
  // a path that is not absolute counts as none, says the specification of these folders
  const isAbsolute = env.XDG_STATE_HOME?.startsWith('/')
  return isAbsolute ? (env.XDG_STATE_HOME as string) : join(homedir(), '.local', 'state')
}
