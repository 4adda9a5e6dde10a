import { type Browser, findBrowser } from '#display/findBrowser.ts'
import { openKiosk } from '#display/kiosk.ts'
import { systemClock } from '#flow/clock.ts'
import { silentLog } from '#telemetry/log.ts'

// A process that shows a page in a browser, for the test of what becomes of the browser when it is killed.
await openKiosk({
  browser: findBrowser(process.env) as Browser,
  url: String(process.argv[2]),
  environment: process.env,
  signal: new AbortController().signal,
  clock: systemClock,
  log: silentLog,
})
