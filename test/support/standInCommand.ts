import { surviveLostTerminal, untilStopped } from '#cli/lifetime.ts'

// A command that only lives, for the tests of how commands end. `stubborn` does not end when it is asked to.
const isStubborn = process.argv[2] === 'stubborn'
const life = setInterval(() => undefined, 1000)

surviveLostTerminal()
process.exitCode = await untilStopped(
  (signal) =>
    new Promise((resolve) => {
      signal.addEventListener('abort', () => isStubborn || resolve(clearInterval(life)))
      process.stdout.write(`ready ${process.pid}\n`)
    }),
)
