import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Capture } from '#frame/capture.ts'
import { SettingsStore } from '#settings/store.ts'
import type { Source, SourceState } from '#source/source.ts'
import { sourceOf } from '#source/sourceOf.ts'
import { type SourceWish, switching } from '#source/switching.ts'
import { manualClock } from '#test/manualClock.ts'
import { keptLog } from '#test/pictures.ts'

test('a source that is slow to close does not hold up the one after it', async () => {
  await using show = await aShow()
  show.scripts.set('video', { closing: new Promise<void>((done) => show.atEnd(done)) })
  await show.restart()
  assert.equal(await show.next(), 'video 0')
  await show.want({ mode: 'pattern' })
  assert.equal(await show.next(), 'pattern 0')
  assert.equal(await show.next(), 'pattern 1')
})

test('a source that has taken over plays on when the one after it cannot be had', async () => {
  await using show = await aShow()
  await show.want({ mode: 'pattern' })
  assert.equal(await show.next(), 'pattern 0')
  show.scripts.set('zmq', { refusal: 'nobody is there.' })
  await show.want({ mode: 'zmq' })
  assert.deepEqual([await show.next(), await show.next()], ['pattern 1', 'pattern 2'])
})

test('a device is opened again only when who had it has closed it', async () => {
  await using show = await aShow({ collide: async (a, b) => a.mode === 'camera' && b.mode === 'camera' })
  await show.want({ mode: 'camera', camera: '0' })
  assert.equal(await show.next(), 'camera 0 0')
  await show.want({ camera: '/dev/video0' })
  assert.equal(await show.next(), 'camera /dev/video0 0')
  assert.deepEqual(show.events.slice(-2), ['close camera 0', 'open camera /dev/video0'])
})

test('while a device is opened anew, and nothing plays, the wait costs nothing and can be ended', async () => {
  await using show = await aShow({ collide: async (a, b) => a.mode === 'camera' && b.mode === 'camera' })
  await show.want({ mode: 'camera', camera: '0' })
  assert.equal(await show.next(), 'camera 0 0')
  show.scripts.set('camera 1', { refusal: 'camera 1 is busy.' })
  await show.want({ camera: '1' })
  const waiting = show.next()
  await show.clock.advance(3000)
  assert.equal(show.state().problem, 'camera 1 is busy.')
  show.scripts.delete('camera 1')
  await show.clock.advance(5000)
  assert.equal(await waiting, 'camera 1 0')
})

test('a device that was given up a moment ago is waited for', async () => {
  await using show = await aShow()
  let closed = () => {}
  show.scripts.set('camera 0', { closing: new Promise<void>((done) => (closed = done)) })
  await show.want({ mode: 'camera' })
  await show.want({ mode: 'pattern' })
  await show.want({ mode: 'camera' })
  assert.deepEqual(show.opened('camera 0'), 1)
  closed()
  await show.clock.settle()
  assert.deepEqual(show.opened('camera 0'), 2)
})

test('an opening that hangs does not stand in the way of what is wanted next, and is closed if it ever opens', async () => {
  await using show = await aShow()
  let open = () => {}
  show.scripts.set('zmq', { opening: new Promise<void>((done) => (open = done)) })
  await show.want({ mode: 'zmq' })
  await show.want({ mode: 'pattern' })
  await show.clock.advance(2100)
  assert.equal(await show.next(), 'pattern 0')
  open()
  await show.clock.settle()
  assert.deepEqual([...show.open], ['pattern'])
})

test('an opening that hangs is told', async () => {
  await using show = await aShow()
  show.scripts.set('zmq', { opening: new Promise<void>((done) => show.atEnd(done)) })
  await show.want({ mode: 'zmq' })
  await show.clock.advance(10_100)
  assert.match(show.state().problem ?? '', /zmq.* does not open within 10 s\. The one before keeps playing\./)
  assert.equal(await show.next(), 'video 0')
})

test('however many openings hang, only a few are begun', async () => {
  await using show = await aShow()
  const hanging = { opening: new Promise<void>((done) => show.atEnd(done)) }
  for (const name of ['zmq', 'pattern']) show.scripts.set(name, hanging)
  for (let i = 0; i < 20; i++) {
    await show.want({ mode: i % 2 === 0 ? 'zmq' : 'pattern' })
    await show.clock.advance(2500)
  }
  assert.ok(show.opened('zmq') + show.opened('pattern') <= 4)
  assert.match(show.state().problem ?? '', /4 sources that were wanted before hang/)
})

test('a source that fails before its first picture is closed, told and tried again', async () => {
  await using show = await aShow()
  show.scripts.set('zmq', { failure: new Error('the line is dead.') })
  await show.want({ mode: 'zmq' })
  assert.match(show.state().problem ?? '', /the line is dead\. The one before keeps playing/)
  await show.clock.advance(3000)
  assert.deepEqual([...show.open], ['video'])
  assert.ok(show.opened('zmq') >= 2)
  assert.equal(await show.next(), 'video 0')
})

test('a source that opens and delivers nothing is told after three seconds, in its own words', async () => {
  await using show = await aShow()
  const state = { name: 'camera 0', isHealthy: false, problem: 'camera 0 has delivered no picture yet.' }
  show.scripts.set('camera 0', { isSilent: true, state })
  await show.want({ mode: 'camera' })
  await show.clock.advance(2900)
  assert.equal(show.state().isHealthy, true)
  await show.clock.advance(200)
  const { name, problem } = show.state()
  assert.equal(name, 'video')
  assert.equal(problem, 'camera 0 has delivered no picture yet. The one before keeps playing.')
})

test('another folder is tried at once when the one that is wanted could not be had', async () => {
  await using show = await aShow({ first: 'pattern' })
  show.scripts.set('video', { refusal: 'The folder a does not exist.' })
  await show.want({ mode: 'video', directory: 'a' })
  await show.clock.advance(20_000)
  show.scripts.delete('video')
  await show.want({ directory: 'b' })
  assert.equal(await show.next(), 'video 0')
})

test('pictures are in the order of their times across a change of source', async () => {
  await using show = await aShow()
  await show.clock.advance(1000)
  show.scripts.set('pattern', { behindMs: 40 })
  const first = await show.nextCapture()
  await show.want({ mode: 'pattern' })
  const second = await show.nextCapture()
  assert.ok(first && second && second.capturedMono >= first.capturedMono && second.capturedAtMs >= first.capturedAtMs)
})

test('a wish that has come true before anybody asked is followed from the first picture on', async () => {
  await using show = await aShow()
  await show.want({ mode: 'pattern' })
  assert.equal(await show.next(), 'pattern 0')
})

test('a hundred changes leave one source open and nobody listening behind', async () => {
  const show = await aShow()
  for (let i = 0; i < 100; i++) {
    show.settings.setAll({ mode: (['pattern', 'zmq', 'camera', 'video'] as const)[i % 4] }, { by: 'test' })
    if (i % 3 === 0) await show.next()
    if (i % 5 === 0) await show.clock.settle()
    assert.ok(show.open.size <= 2, [...show.open].join())
  }
  await show.clock.advance(5000)
  assert.deepEqual([...show.open], ['video'])
  await show[Symbol.asyncDispose]()
  assert.deepEqual([...show.open], [])
  assert.equal(show.listeners(), 0)
})

test('the end of the show ends an opening that is under way, and closes what it opens', async () => {
  const show = await aShow()
  let open = () => {}
  show.scripts.set('zmq', { opening: new Promise<void>((done) => (open = done)) })
  await show.want({ mode: 'zmq' })
  const closing = show[Symbol.asyncDispose]()
  open()
  await closing
  assert.deepEqual([...show.open], [])
})

test('a source that ends while it plays ends the show, and one that fails is its failure', async () => {
  await using show = await aShow({ scripts: { video: { pictures: 2 } } })
  assert.deepEqual([await show.next(), await show.next(), await show.next()], ['video 0', 'video 1', undefined])
  await using other = await aShow({ scripts: { video: { failure: new Error('broken') } } })
  await assert.rejects(other.next(), /broken/)
})

/** What a source does that is out of the ordinary. */
type Script = {
  readonly opening?: Promise<void>
  readonly closing?: Promise<void>
  readonly refusal?: string
  readonly failure?: Error
  readonly isSilent?: boolean
  readonly pictures?: number
  readonly behindMs?: number
  readonly state?: SourceState
}

type ShowOptions = {
  readonly first?: 'video' | 'pattern'
  readonly collide?: (playing: SourceWish, wanted: SourceWish) => Promise<boolean>
  readonly scripts?: Readonly<Record<string, Script>>
}

async function aShow({ first = 'video', collide, scripts: given = {} }: ShowOptions = {}) {
  const clock = manualClock()
  const settings = new CountedStore({ mode: first })
  const scripts = new Map(Object.entries(given))
  const open = new Set<string>()
  const events: string[] = []
  const stopping = new AbortController()
  const atEnd: (() => void)[] = []
  const start = () =>
    switching({
      ...{ settings, clock, log: keptLog(), signal: stopping.signal, ...(collide && { collide }) },
      async open(wish, signal) {
        const name = wish.mode === 'camera' ? `camera ${wish.camera}` : wish.mode
        const script = scripts.get(name) ?? {}
        events.push(`open ${name}`)
        if (script.refusal) throw new Error(script.refusal)
        await script.opening
        open.add(name)
        const close = async () => {
          await script.closing
          open.delete(name)
          events.push(`close ${name}`)
        }
        return scripted({ name, script, signal, close, clock })
      },
    })
  let source = await start()
  let captures = source[Symbol.asyncIterator]()
  const nextCapture = async () => (await captures.next()).value || undefined
  return {
    ...{ clock, settings, scripts, open, events, nextCapture },
    state: () => source.state,
    opened: (name: string) => events.filter((event) => event === `open ${name}`).length,
    listeners: () => settings.listeners,
    atEnd: (deed: () => void) => void atEnd.push(deed),
    async restart() {
      await source[Symbol.asyncDispose]()
      source = await start()
      captures = source[Symbol.asyncIterator]()
    },
    async next() {
      const capture = await nextCapture()
      return capture && `${new TextDecoder().decode(capture.jpeg)} ${capture.index}`
    },
    async want(wish: Readonly<Record<string, unknown>>) {
      settings.setAll(wish, { by: 'test' })
      await clock.settle()
    },
    async [Symbol.asyncDispose]() {
      for (const deed of atEnd.splice(0)) deed()
      stopping.abort()
      await source[Symbol.asyncDispose]()
    },
  }
}

class CountedStore extends SettingsStore {
  readonly #heard = new Set<unknown>()

  get listeners(): number {
    return this.#heard.size
  }

  override onChange(listener: Parameters<SettingsStore['onChange']>[0]): () => void {
    const stop = super.onChange(listener)
    this.#heard.add(listener)
    return () => {
      this.#heard.delete(listener)
      stop()
    }
  }
}

type Scripted = {
  readonly name: string
  readonly script: Script
  readonly signal: AbortSignal
  readonly close: () => Promise<void>
  readonly clock: ReturnType<typeof manualClock>
}

/** Pictures as fast as they are asked for; its JPEGs are its name. */
function scripted({ name, script, signal, close, clock }: Scripted): Source {
  const { isSilent, failure, pictures = Number.POSITIVE_INFINITY, behindMs = 0 } = script
  return sourceOf({
    ...{ signal, close },
    state: () => script.state ?? { name, isHealthy: true },
    async *read(ended): AsyncGenerator<Capture, void, undefined> {
      if (failure) throw failure
      if (isSilent && !ended.aborted) {
        await new Promise<void>((done) => ended.addEventListener('abort', () => done(), { once: true }))
      }
      for (let index = 0; index < pictures && !ended.aborted; index++) {
        const times = { capturedMono: clock.now() - behindMs, capturedAtMs: clock.wallMs() - behindMs }
        yield { widthPx: 16, heightPx: 16, jpeg: new TextEncoder().encode(name), index, ...times }
      }
    },
  })
}
