import { TRIED_PROVIDERS, tryProvider } from '#engine/providerTrial.ts'

// A program of its own: one provider, and what became of it as one line of JSON.
const provider = TRIED_PROVIDERS.find((name) => name === process.argv[2])
if (!provider) throw new RangeError(`no provider ${process.argv[2]}`)
const trial = await tryProvider(provider)
process.stdout.write(`\n${JSON.stringify(trial)}\n`, () => process.exit(0))
