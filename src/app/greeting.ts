import { type ServerConfig, serverConfigFields, type WorkerConfig } from '#settings/config.ts'
import { inAddress, isEveryAddress, reachableHere } from '#settings/listenHost.ts'
import type { Settings } from '#settings/schema.ts'
import { redactor } from '#telemetry/redact.ts'
import { pageAddresses } from './pageAddresses.ts'

export type GreetingOptions = {
  readonly url: string
  readonly server: ServerConfig
  readonly settings: Partial<Settings>
  readonly worker: WorkerConfig
  /** Name of the model that the worker runs, if it does. */
  readonly model: string | undefined
  readonly playsSample: boolean
  /** Whether the result is shown on a screen of this machine. */
  readonly hasScreen: boolean
}

/** One screen of text for somebody who has just started it: what runs, where to look, how to change it, how to stop. */
export function greeting({ url, server, settings, worker, model, playsSample, hasScreen }: GreetingOptions): string {
  const port = server.settingsPort === serverConfigFields.settingsPort.default ? '' : ` --port ${server.settingsPort}`
  return `
  i2i-realtime is running.

  Source    ${sourceOf(server, settings, playsSample)}
  Engine    ${engineOf(worker, model)}

  Screen    ${hasScreen ? 'full screen here; keys: d details, f window, q twice ends the show' : `${url}/display`}
  Panel     ${[url, ...pageAddresses(server)].map((address) => `${address}/`).join('\n            ')}
  Prompt    type it on that page, or:  curl "${url}/prompt/forest%20in%20winter,%20ink"
  Console   npx i2i chat${port}
  OSC       ${oscOf(server)}
  HTTP      ${url}/docs
  Pictures  tcp://${inAddress(reachableHere(server.host))}:${server.outputPort}  ZeroMQ, msgpack [timestamp, index, jpg]

  Stop      Ctrl-C
  More      npx i2i help solo

`
}

function oscOf({ host, oscPort }: ServerConfig): string {
  if (oscPort === 0) return 'not heard'
  return `UDP port ${oscPort}${isEveryAddress(host) ? '' : ` of ${host}`}, for example /strength 0.5`
}

function sourceOf({ input }: ServerConfig, { mode, camera }: Partial<Settings>, playsSample: boolean): string {
  if (playsSample)
    return 'the sample clip (put your own pictures into data/frames, or give --input FILE or --mode camera)'
  if (mode === 'camera') return `camera ${camera ?? 0}`
  if (mode === 'pattern') return 'test pattern'
  if (mode === 'zmq' || input !== '') return redactor([])(input)
  return 'a folder of pictures'
}

function engineOf({ engine }: WorkerConfig, model: string | undefined): string {
  if (model !== undefined) return `diffusion: ${model}`
  if (engine === 'passthrough') return 'passthrough: pictures are only decoded and encoded'
  if (engine === 'simulate') return 'simulate: waits as a GPU would, and shows the input'
  return 'preview: a painterly filter. This is no diffusion model; it is for setting up a show before the GPUs arrive.\n            A model: npx i2i model pull stabilityai/sd-turbo'
}
