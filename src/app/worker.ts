import { randomUUID } from 'node:crypto'
import { cpus } from 'node:os'
import { openEngine } from '#engine/openEngine.ts'
import { ahead } from '#flow/ahead.ts'
import { map } from '#flow/map.ts'
import { defaultWorkerId, type WorkerConfig } from '#settings/config.ts'
import { Drops } from '#telemetry/drops.ts'
import { clientKeys } from '#wire/clientKeys.ts'
import { openJobClientSocket } from '#wire/jobClientSocket.ts'
import { PROTOCOL } from '#wire/protocol.ts'
import { decoder } from '#worker/decode.ts'
import { encoder } from '#worker/encode.ts'
import { GpuWatch } from '#worker/gpuWatch.ts'
import { Link } from '#worker/link.ts'
import { PixelPool } from '#worker/pixelPool.ts'
import { readGpu } from '#worker/readGpu.ts'
import { transformer } from '#worker/transform.ts'
import { warmUp } from '#worker/warmup.ts'
import { aborted } from './aborted.ts'
import { checkpointFor } from './checkpointFor.ts'
import { type CloseOptions, closeEngine } from './closeEngine.ts'
import { openNotify } from './notify.ts'
import { WorkerPulse } from './notifyWorker.ts'
import { openPulseFile } from './pulseFile.ts'
import type { Surroundings } from './surroundings.ts'
import { VERSION } from './version.ts'

/** One job in each stage, one between two of them, and single pictures that are being scaled. */
const POOL_BUFFERS = 12
/** A worker that is to start anew and hangs in a batch is ended after this long, for whoever looks after it to start again. */
const RESTART_WITHIN_MS = 5000
/** The server has its own, lower limit; this one keeps a mistaken server from filling the memory. */
const MAX_PIXELS = 2 ** 28

export type WorkOptions = Pick<CloseOptions, 'onStuck'> & { readonly config: WorkerConfig }

/**
 * A worker: takes jobs from a server and gives results back, until the signal aborts or the server refuses it. When the
 * server wants it to, it ends and starts anew, engine and all.
 */
export async function work({ config, onStuck }: WorkOptions, surroundings: Surroundings): Promise<void> {
  const { clock } = surroundings
  const named = { ...config, workerId: config.workerId || defaultWorkerId() }
  const vitals = new WorkerPulse(clock, `${config.primaryHostname}:${config.jobPort}`)
  await using notify = await openNotify({ ...surroundings, pulse: () => vitals.now })
  const filed = () => ({ isLinked: vitals.isLinked, ...vitals.now })
  await using _file = await openPulseFile({ ...surroundings, path: config.pulseFile, pulse: filed })
  while (!surroundings.signal.aborted) {
    const restart = new AbortController()
    const ended = new AbortController()
    const signal = AbortSignal.any([surroundings.signal, restart.signal])
    const onRestart = () => {
      if (restart.signal.aborted) return
      restart.abort()
      const limit = clock.until(clock.now() + RESTART_WITHIN_MS, ended.signal)
      void limit.then(() => ended.signal.aborted || onStuck())
    }
    const life = { config: named, onStuck, onRestart, vitals, onReady: () => notify.ready() }
    await workOnce(life, { ...surroundings, signal }).finally(() => ended.abort())
    if (restart.signal.aborted) surroundings.log.info('starts anew, as the server has asked')
    else return
  }
}

type OneLife = WorkOptions & {
  readonly onRestart: () => void
  /** The engine is there, and the server is being looked for. */
  readonly onReady: () => void
  readonly vitals: WorkerPulse
}

async function workOnce(life: OneLife, { signal, clock, log, environment }: Surroundings): Promise<void> {
  const { config, onStuck, onRestart, onReady, vitals } = life
  vitals.loading()
  const drops = new Drops()
  const pool = new PixelPool({ keep: POOL_BUFFERS })
  const { primaryHostname: host, jobPort: port } = config
  const self = {
    protocol: PROTOCOL,
    workerId: config.workerId,
    instance: randomUUID(),
    device: cpus()[0]?.model.trim() ?? 'unknown processor',
    version: VERSION,
  }

  const checkpoint = await checkpointFor(config, { log, environment })
  await using closing = new AsyncDisposableStack()
  const engine = await openEngine({ ...config, name: config.engine, checkpoint, onHung: onStuck, clock, log })
  closing.defer(() => closeEngine(engine, { signal, clock, onStuck }))
  await Promise.race([warmUp(engine, config.warmup), aborted(signal)])
  await using socket = vitals.linked(
    openJobClientSocket({ host, port, curve: clientKeys(config), watch: { clock, log } }),
  )
  const server = `${host}:${port}`
  const gpu = new GpuWatch({ clock, signal, read: () => readGpu({ device: config.device }) })
  const link = new Link({
    socket,
    server,
    self: { ...self, engine: engine.name },
    clock,
    signal,
    log,
    drops,
    onRestart,
    gpu: () => gpu.newest,
  })
  log.info(`worker ${self.workerId}: ${engine.description}`)
  onReady()

  // three stages at once: decode N+1 while N is in the engine and N−1 is encoded
  const decoded = ahead(map(link.jobs(), decoder({ pool, clock, maxPixels: MAX_PIXELS })), 1)
  const painted = ahead(map(decoded, transformer({ engine, pool, clock, onDone: () => link.grant() })), 1)
  for await (const result of map(painted, encoder({ pool, clock }))) await link.give(result)
  await link.leave()
}
