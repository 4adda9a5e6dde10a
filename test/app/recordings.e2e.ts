import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import type { RecordingStatus } from '#telemetry/status.ts'
import { eventually } from '#test/eventually.ts'
import { calm, type LiveShow, openLiveShow } from '#test/liveShow.ts'
import type { Program } from '#test/running.ts'
import { skipWithout } from '#test/systemPrograms.ts'
import { temporaryFolder } from '#test/temporaryFolder.ts'

const skip = skipWithout('ffmpeg')

test('a recording is started and stopped from a door, and the show does not notice', { skip }, async (t) => {
  const { show, folder, post, recording } = await openRecordedShow(t)
  await calm(show)
  const since = performance.now()
  const started = await post({ action: 'start', input: true, jpegs: true })
  assert.equal(started.status, 200)
  assert.equal((await post({ action: 'start' })).status, 409)
  await eventually(async () => (await recording()).pictures > 30)
  assert.equal((await post({ action: 'stop' })).status, 200)
  assert.equal((await recording()).isOn, false)
  assert.ok(show.audience.largestGapMs(since) < 300, `a gap of ${show.audience.largestGapMs(since)} ms`)
  const names = readdirSync(folder)
  const [film, input] = ['-001.mp4', '-input-001.mp4'].map((end) => names.find((name) => name.endsWith(end)) ?? '')
  assert.ok(framesOf(join(folder, film as string)) > 30)
  assert.ok(framesOf(join(folder, input as string)) > 10)
  assert.ok(readdirSync(join(folder, (film as string).replace('-001.mp4', ''))).length > 30)
})

test('a recording that is killed goes on in a new file, by itself', { skip }, async (t) => {
  const { show, folder, post, recording } = await openRecordedShow(t)
  await post({ action: 'start', jpegs: true })
  await eventually(async () => (await recording()).pictures > 10)
  process.kill(recorderOf(show.server), 'SIGKILL')
  await eventually(() => readdirSync(folder).some((name) => name.endsWith('-002.mp4')), { withinMs: 8000 })
  assert.equal((await recording()).isOn, true)
})

test('the end of the server makes the recording whole', { skip }, async (t) => {
  const { show, folder, post, recording } = await openRecordedShow(t)
  await post({ action: 'start' })
  await eventually(async () => (await recording()).pictures > 10)
  const tookMs = await show.server.stop()
  assert.ok(tookMs < 1500, `took ${tookMs} ms`)
  const [name = ''] = readdirSync(folder)
  assert.ok(framesOf(join(folder, name)) > 10)
})

test('a recording that cannot be made says why, and the show goes on', { skip }, async (t) => {
  const { show, post, recording } = await openRecordedShow(t, { PATH: '/nowhere' })
  await post({ action: 'start' })
  const problem = await eventually(async () => (await recording()).problem)
  assert.match(problem, /ffmpeg is not installed/)
  await eventually(async () => !(await recording()).isOn)
  const { audience } = show
  await audience.next()
})

test('what is no wish is refused, and a token is asked for', { skip }, async (t) => {
  const { post } = await openRecordedShow(t)
  assert.equal((await post({ action: 'pause' })).status, 422)
  const locked = await openLiveShow(t, { serverFlags: ['--token', 'sesame'] })
  const answer = await fetch(`http://127.0.0.1:${locked.ports.settings}/api/recording`, jsonPost({ action: 'start' }))
  assert.equal(answer.status, 401)
})

type RecordedShow = {
  readonly show: LiveShow
  readonly folder: string
  post(wish: object): Promise<Response>
  recording(): Promise<RecordingStatus>
}

/** A live show that records into a folder of its own. */
async function openRecordedShow(t: TestContext, environment = {}): Promise<RecordedShow> {
  const folder = temporaryFolder(t)
  const show = await openLiveShow(t, { serverFlags: ['--recordings', folder], environment })
  const url = `http://127.0.0.1:${show.ports.settings}/api/recording`
  return {
    ...{ show, folder },
    post: (wish) => fetch(url, jsonPost(wish)),
    recording: async () => (await (await fetch(url)).json()) as RecordingStatus,
  }
}

function jsonPost(body: object): RequestInit {
  return { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }
}

/** The process that records. */
function recorderOf(server: Program): number {
  const pid = server.family().find((pid) => readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('\0record\0'))
  assert.ok(pid)
  return pid
}

function framesOf(path: string): number {
  const entries = ['-count_packets', '-show_entries', 'stream=nb_read_packets', '-of', 'csv=p=0']
  return Number(execFileSync('ffprobe', ['-v', 'error', ...entries, path], { encoding: 'utf8' }))
}
