// @ts-check
// `npm start`: everything that is needed, then server, worker and sample pictures on this machine.
import { runI2i } from './setup/prepare.mjs'
import { runScript } from './setup/say.mjs'

await runScript(() => runI2i(['solo', ...process.argv.slice(2)]))
