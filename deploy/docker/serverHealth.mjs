// @ts-check
// Exit code 0 if the server in this container answers. Not /readyz: a missing camera is no reason to start it anew.
const WITHIN_MS = 4000

const port = process.env.I2I_SETTINGS_PORT || process.env.SETTINGS_PORT || '5556'

try {
  const answer = await fetch(`http://127.0.0.1:${port}/healthz`, { signal: AbortSignal.timeout(WITHIN_MS) })
  const { status } = await answer.json()
  console.log(`The server answers ${answer.status} and is ${status}.`)
  process.exitCode = answer.ok ? 0 : 1
} catch (error) {
  console.log(`The server does not answer on port ${port}: ${error instanceof Error ? error.message : error}`)
  process.exitCode = 1
}
