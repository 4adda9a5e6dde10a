// @ts-check
// Exit code 0 if the worker in this container is well, judged by the file that it writes once a second.
//   node workerHealth.mjs alive    its loop turns and its link tries: a server that is away does not matter
//   node workerHealth.mjs linked   and a server takes its heartbeats
import { readFileSync } from 'node:fs'

/** A worker that is busy or stalled misses some seconds. */
const MAX_AGE_MS = 10_000

const file = process.env.I2I_PULSE_FILE || '/tmp/i2i-pulse.json'
const isLinkNeeded = process.argv[2] === 'linked'

try {
  const { atMs, isWell, isLinked, status } = JSON.parse(readFileSync(file, 'utf8'))
  const ageMs = Math.abs(Date.now() - atMs)
  const isOld = ageMs > MAX_AGE_MS
  console.log(isOld ? `The worker has written nothing to ${file} for ${Math.round(ageMs / 1000)} s.` : status)
  process.exitCode = !isOld && isWell && (isLinked || !isLinkNeeded) ? 0 : 1
} catch (error) {
  console.log(`The worker has not written ${file}: ${error instanceof Error ? error.message : error}`)
  process.exitCode = 1
}
