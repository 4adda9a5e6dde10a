import { randomUUID } from 'node:crypto'
import { batch } from '#dispatch/batch.ts'
import { BatchSize, capacityFps } from '#dispatch/batchSize.ts'
import { Dispatcher } from '#dispatch/dispatcher.ts'
import { evenly } from '#dispatch/evenly.ts'
import { numbered } from '#dispatch/numbered.ts'
import { toJobs } from '#dispatch/toJobs.ts'
import { ahead } from '#flow/ahead.ts'
import { latest } from '#flow/latest.ts'
import { tap } from '#flow/tap.ts'
import type { Frame } from '#frame/frame.ts'
import { Motion } from '#motion/motion.ts'
import { pace } from '#output/pace.ts'
import { PictureBoard } from '#output/pictureBoard.ts'
import { PlayoutDelay } from '#output/playoutDelay.ts'
import { openPublisher } from '#output/publisher.ts'
import { reorder } from '#output/reorder.ts'
import { show } from '#output/show.ts'
import { openPromptGate } from '#prompts/openPromptGate.ts'
import type { ServerConfig } from '#settings/config.ts'
import type { Settings } from '#settings/schema.ts'
import { SettingsStore } from '#settings/store.ts'
import { openSource } from '#source/openSource.ts'
import { Metrics } from '#telemetry/metrics.ts'
import { Telemetry } from '#telemetry/telemetry.ts'
import { chromeTrace } from '#telemetry/trace.ts'
import { openAdmission } from '#wire/admission.ts'
import { openJobServerSocket } from '#wire/jobServerSocket.ts'
import { admitInitial } from './admitInitial.ts'
import { openDisplay } from './displayProcess.ts'
import type { Doors } from './doors.ts'
import { openNotify } from './notify.ts'
import { ServerPulse } from './notifyServer.ts'
import { pageAddresses } from './pageAddresses.ts'
import { planner } from './planner.ts'
import { Recordings } from './recordings.ts'
import { showStatus } from './showStatus.ts'
import { statusOf } from './status.ts'
import type { Surroundings } from './surroundings.ts'
import { VERSION } from './version.ts'
import { watchHealth } from './watchHealth.ts'
import { isPrivate, whoCanReach } from './whoCanReach.ts'
import { writeTrace } from './writeTrace.ts'

/** A batch that is not full after this long goes out as it is: at low frame rates nobody waits for four frames. */
const BATCH_WAIT_MS = 200
/** … but slow workers get theirs full, with some room for jitter. */
const BATCH_WAIT_FACTOR = 1.5
/** A frame that nobody answers for holds the others up this long beyond the playout delay. */
const PATIENCE_MS = 200
/** Pictures that may wait for their moment: two seconds, the longest delay, at the highest usual frame rate. */
const PLAYOUT_FRAMES = 256

export type ServeOptions = {
  readonly config: ServerConfig
  readonly settings: Partial<Settings>
  /**
   * live (usual): the newest frame is worth more than an older one, and what nobody can work on is dropped at the door.
   * asap: every picture, as fast as the workers go; nothing is dropped.
   */
  readonly schedule?: 'live' | 'asap'
  /** Called once, when everything listens, with the address of the page. */
  readonly onReady?: (url: string) => void
}

/** The server: from the source to the output port, until the signal aborts or the source ends. */
export async function serve(options: ServeOptions, surroundings: Surroundings): Promise<void> {
  const { config, schedule = 'live' } = options
  const { host, maxPixels, maxDelayMs } = config
  const { clock, log, environment } = surroundings
  const ending = new AbortController()
  const signal = AbortSignal.any([surroundings.signal, ending.signal])
  const streamId = randomUUID()
  const settings = new SettingsStore(options.settings)
  surroundings.crashNote?.('settings', () => settings.current)
  const telemetry = new Telemetry(clock)
  const { drops } = telemetry
  const board = new PictureBoard()
  const delay = new PlayoutDelay({ maxMs: maxDelayMs })
  const batchSize = new BatchSize()
  let doors: Doors | undefined

  // Opened from the screen to the camera, so closed from the camera to the screen.
  using motion = new Motion({ settings, clock })
  await using gate = await openPromptGate({ ...config, environment, clock, log, signal, drops })
  await using admission = config.curve ? await openAdmission({ folder: config.keys, clock, log }) : undefined
  await using publisher = await openPublisher({ host, port: config.outputPort, admission })
  await using socket = await openJobServerSocket({ host, port: config.jobPort, admission })
  await using source = await openSource({ config, settings, schedule, clock, signal, log, drops })
  const maxAgeMs = Math.max(maxDelayMs, 500)
  const dispatcher = new Dispatcher({
    socket,
    clock,
    signal,
    log,
    drops,
    streamId,
    version: VERSION,
    maxAgeMs,
    maxPixels,
  })
  await using recordings = new Recordings(config, { ...surroundings, signal })
  const cue = () => doors?.desk.cueInProgress
  const worker = () => telemetry.frameLog.newest?.workerId
  const onShow = () => showStatus({ motion, gate, clock, cue, worker })
  const status = statusOf({
    telemetry,
    source,
    dispatcher,
    delay,
    batchSize,
    clock,
    streamId,
    show: onShow,
    recording: () => recordings.status,
  })
  const vitals = new ServerPulse(clock)
  await using notify = await openNotify({ ...surroundings, signal, pulse: () => vitals.of(status()) })
  const metrics = new Metrics(status, { data: config.dataRoot, recordings: config.recordings })
  const trace = () => chromeTrace(telemetry.frameLog.records)

  const captured = tap(source, () => telemetry.captured())
  const onDrop = () => drops.count('door', 'workers are busy')
  const sourceFps = () => telemetry.fps.captured
  const capacity = () => capacityFps(dispatcher.fitWorkers, batchSize.current)
  const newest = () => evenly(latest(captured, { onDrop }), { sourceFps, capacityFps: capacity, onDrop })
  const admitted = schedule === 'live' ? newest() : ahead(captured, 4)
  const frames = numbered(admitted, { clock, onAdmit: () => telemetry.admitted() })
  const size = () => batchSize.next(settings.current.batchSize, dispatcher.fitWorkers, sourceFps(), clock.now())
  const maxWaitMs = () => Math.max(BATCH_WAIT_MS, ((BATCH_WAIT_FACTOR * 1000) / capacity()) * batchSize.current)
  const divides = (a: Frame, b: Frame) => motion.divides(a.capturedMono, b.capturedMono)
  const jobs = toJobs(batch(frames, { size, maxWaitMs, divides, clock }), planner(motion, gate))
  const results = dispatcher.transform(jobs)
  const ordered = reorder(results, { clock, delay, patienceMs: PATIENCE_MS, drops })
  const buffered = ahead(ordered, PLAYOUT_FRAMES)
  const paced = pace(buffered, { clock, delay, signal, pacing: () => settings.current.pacing })
  const showing = show(paced, {
    publisher,
    board,
    clock,
    isFrozen: () => settings.current.freeze,
    onPublished: (record) => {
      telemetry.published(record)
      metrics.published(record)
    },
    onFailed: () => telemetry.failed(),
  })

  if (!gate.isOpen) void admitInitial(gate, settings.current, log)
  // thrown by the race below; until that is reached it must not count as unhandled
  showing.catch(() => undefined)
  // loaded while the first pictures are on their way: the web server takes longer to load than all the rest
  const { openDoors } = await import('./doors.ts')
  const parts = { config, settings, gate, motion, dispatcher, board, drops, metrics, status, trace }
  await using opened = await openDoors(
    { ...parts, recordings, endShow: () => ending.abort() },
    { ...surroundings, signal },
  )
  doors = opened
  const watching = watchHealth({ telemetry, status, clock, signal, log })
  const pages = [opened.url, ...pageAddresses(config)].join(' and ')
  log.info(`page and HTTP at ${pages}, jobs on port ${config.jobPort}, pictures on port ${config.outputPort}`)
  notify.ready()
  if (!isPrivate(host)) log.info(whoCanReach(config))
  options.onReady?.(opened.url)
  await using _window = openDisplay(config, { ...surroundings, signal })
  await Promise.race([showing, watching])
  if (config.trace !== '') await writeTrace(config.trace, trace())
}
