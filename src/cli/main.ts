import { enableCompileCache } from 'node:module'
import { fileURLToPath } from 'node:url'
import { tuneRuntime } from './tune.ts'

// Before anything of ours is loaded: a later start finds all files compiled. Without effect where it cannot write.
enableCompileCache(fileURLToPath(new URL('../../node_modules/.cache/i2i', import.meta.url)))

tuneRuntime()

const { run } = await import('./run.ts')
process.exitCode = await run(process.argv.slice(2))

// Everything is closed by now; a handle that a library has forgotten must not keep the process.
setTimeout(() => process.exit(), 200).unref()
