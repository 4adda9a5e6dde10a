import { tuneRuntime } from '../src/cli/tune.ts'

tuneRuntime()

const { serve } = await import('#app/server.ts')
const { systemClock } = await import('#flow/clock.ts')
const { serverConfigFields } = await import('#settings/config.ts')
const { defaultsOf } = await import('#settings/schema.ts')
const { silentLog } = await import('#telemetry/log.ts')

// a process of its own for bench/saturated.ts: DIRECTORY BATCH_SIZE JOB_PORT SETTINGS_PORT OUTPUT_PORT
const [directory, ...numbers] = process.argv.slice(2)
const [batchSize, jobPort, settingsPort, outputPort] = numbers.map(Number)
const config = { ...defaultsOf(serverConfigFields), host: '127.0.0.1', oscPort: 0, jobPort, settingsPort, outputPort }
const stop = new AbortController()
process.on('SIGTERM', () => stop.abort())
await serve(
  { config, settings: { directory, batchSize, pacing: 'fast' }, schedule: 'asap' },
  { signal: stop.signal, clock: systemClock, log: silentLog, environment: {} },
)
