import type { ServerConfig } from '#settings/config.ts'

/** Whether nobody outside this machine can reach a server that listens on `host`. */
export function isPrivate(host: string): boolean {
  return host === 'localhost' || host === '::1' || host.startsWith('127.')
}

type Reach = Pick<ServerConfig, 'curve' | 'token' | 'jobPort' | 'outputPort' | 'settingsPort'>

/** Who can do what to a server that the network reaches, in a sentence. */
export function whoCanReach({ curve, token, jobPort, outputPort, settingsPort }: Reach): string {
  const change = token === '' ? 'change the show' : 'look at the page'
  const others = `${change} (${settingsPort})${token === '' ? '' : '; changes need the token'}`
  if (curve) return `the network can ${others}; pictures and jobs are encrypted, for known keys only`
  const all = `see the pictures (${outputPort}), send workers (${jobPort}) and ${others}`
  const means = token === '' ? '--token, --curve and --host 127.0.0.1' : '--curve and --host 127.0.0.1'
  return `everybody in the network can ${all}. ${means} narrow that`
}
