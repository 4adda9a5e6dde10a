import { openQuiet } from '#display/quiet.ts'
import { systemClock } from '#flow/clock.ts'
import { silentLog } from '#telemetry/log.ts'

// A process with a window, for the tests of quiet: it wants quiet until its standard input ends or it is killed.
const quiet = await openQuiet({ environment: process.env, clock: systemClock, log: silentLog })
for await (const _ of process.stdin);
await quiet[Symbol.asyncDispose]()
