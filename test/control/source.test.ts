import assert from 'node:assert/strict'
import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import sharp from 'sharp'
import { FewAtOnce } from '#control/fewAtOnce.ts'
import { FolderListing } from '#control/folders.ts'
import { withinTime } from '#control/withinTime.ts'
import { SettingsStore } from '#settings/store.ts'
import { silentLog } from '#telemetry/log.ts'
import { aDesk } from '#test/aDesk.ts'
import { manualClock } from '#test/manualClock.ts'
import { openShow, type Show } from './show.ts'

test('folders that hold pictures are listed in natural order, down to three levels', async () => {
  await using show = await openShow()
  for (const folder of ['take 10', 'take 9', 'a/b/c', 'a/b/c/d', '.hidden', 'frames'])
    touch(show, `${folder}/1.jpg`, `${folder}/2.PNG`, `${folder}/notes.txt`, `${folder}/.3.jpg`)
  touch(show, 'loose.jpeg')
  const { dataRoot, folders } = (await (await fetch(`${show.url}/api/folders`)).json()) as Folders
  assert.equal(dataRoot, show.dataRoot)
  assert.deepEqual(folders, [
    { name: '.', pictures: 1 },
    { name: 'a/b/c', pictures: 2 },
    { name: 'frames', pictures: 2 },
    { name: 'take 9', pictures: 2 },
    { name: 'take 10', pictures: 2 },
  ])
})

test('a folder that was added is listed two seconds later at most, and the disk is asked no more often', async () => {
  const clock = manualClock()
  await using show = await openShow({ clock })
  const names = async () => ((await (await fetch(`${show.url}/api/folders`)).json()) as Folders).folders.length
  assert.equal(await names(), 0)
  touch(show, 'frames/1.jpg')
  assert.equal(await names(), 0)
  await clock.advance(2000)
  assert.equal(await names(), 1)
})

test('a data root that is missing has no folders', async () => {
  const listing = new FolderListing({ dataRoot: '/nowhere/at/all', clock: manualClock(), log: silentLog })
  assert.deepEqual(await listing.all(), [])
})

test('at most 500 folders are listed', async () => {
  await using show = await openShow()
  for (let i = 0; i < 510; i++) touch(show, `many/${i}/1.jpg`)
  const { folders } = (await (await fetch(`${show.url}/api/folders`)).json()) as Folders
  assert.equal(folders.length, 500)
})

test('the thumbnail of a folder is its first picture, 160 pixels wide', async () => {
  await using show = await openShow()
  await picture(show, 'frames/10.png', 'red')
  await picture(show, 'frames/9.png', 'blue')
  const answer = await fetch(`${show.url}/api/thumbnail/frames`)
  assert.equal(answer.headers.get('content-type'), 'image/jpeg')
  const jpeg = Buffer.from(await answer.arrayBuffer())
  const { width, height, format } = await sharp(jpeg).metadata()
  assert.deepEqual({ width, height, format }, { width: 160, height: 90, format: 'jpeg' })
  const { dominant } = await sharp(jpeg).stats()
  assert.ok(dominant.b > 200 && dominant.r < 60)
  rmSync(join(show.dataRoot, 'frames'), { recursive: true })
  assert.equal((await fetch(`${show.url}/api/thumbnail/frames`)).status, 200, 'it is kept for a minute')
})

test('a folder without a picture that can be shown is a sentence', async () => {
  await using show = await openShow()
  touch(show, 'broken/1.jpg')
  mkdirSync(join(show.dataRoot, 'odd/1.jpg'), { recursive: true })
  for (const [name, why] of [
    ['other', /holds no JPEG or PNG files/],
    ['broken', /shows no picture/],
    ['odd', /1\.jpg is no file/],
  ] as const) {
    const answer = await fetch(`${show.url}/api/thumbnail/${name}`)
    assert.equal(answer.status, 404)
    assert.match(await answer.text(), why)
  }
})

test('no thumbnail is made of what lies outside of the data folder', async () => {
  await using show = await openShow()
  await picture(show, '../outside/1.png', 'red')
  symlinkSync(join(show.dataRoot, '../outside'), join(show.dataRoot, 'link'))
  for (const name of ['..%2foutside', '%2e%2e%2foutside', 'link', '%2fetc', 'C:%5cx', 'missing', 'frames%00'])
    assert.equal((await fetch(`${show.url}/api/thumbnail/${name}`)).status, 422, name)
})

test('a disk that hangs holds a request for three seconds, and is asked once only', async () => {
  const clock = manualClock()
  let asked = 0
  const cameras = () => {
    asked++
    return new Promise<never>(() => {})
  }
  await using show = await openShow({ clock, cameras })
  const answers = [1, 2, 3].map(() => fetch(`${show.url}/api/cameras`))
  const all = Promise.all(answers)
  for (let isOver = false; !isOver; )
    isOver = await Promise.race([all.then(() => true), clock.advance(500).then(() => false)])
  assert.deepEqual(
    (await all).map(({ status }) => status),
    [404, 404, 404],
  )
  assert.equal(asked, 1)
})

test('work that nobody waits for any more is not begun', async () => {
  const clock = manualClock()
  const few = new FewAtOnce(1)
  const begun: string[] = []
  const endings = new Map<string, () => void>()
  const work = (name: string) => () => {
    begun.push(name)
    return new Promise<void>((resolve) => endings.set(name, resolve))
  }
  const ask = (name: string) =>
    withinTime((signal) => few.run(work(name), signal), { ms: 3000, clock, what: 'The disk' }).catch((error) => error)
  const first = ask('first')
  await clock.advance(1000)
  const [second, third] = [ask('second'), ask('third')]
  await clock.advance(2000)
  assert.equal((await first).code, 'DIRECTORY_UNREADABLE')
  endings.get('first')?.()
  await clock.settle()
  assert.deepEqual(begun, ['first', 'second'])
  await clock.advance(1000)
  assert.equal((await second).code, 'DIRECTORY_UNREADABLE')
  assert.equal((await third).code, 'DIRECTORY_UNREADABLE')
  endings.get('second')?.()
  await clock.settle()
  assert.deepEqual(begun, ['first', 'second'])
  const last = ask('last')
  await clock.settle()
  endings.get('last')?.()
  assert.equal(await last, undefined)
})

test('cameras are listed, and only those can be chosen, through any door', async () => {
  const cameras = [
    { id: '0', name: 'Laptop Camera' },
    { id: '2', name: 'HDMI Grabber' },
    { id: '4', name: 'copy of /dev/video0' },
  ]
  await using show = await openShow({ cameras: async () => cameras })
  assert.deepEqual(await (await fetch(`${show.url}/api/cameras`)).json(), { cameras })
  for (const camera of ['2', 'hdmi grabber', 'Grabber', '0']) {
    show.settings.set('camera', camera, { by: 'osc' })
    assert.equal(show.settings.current.camera, camera)
  }
  for (const camera of ['1', '', ' ', '/dev/video0', '/etc/passwd', 'http://elsewhere/', '-i', 'concat:x'])
    assert.throws(() => show.settings.set('camera', camera, { by: 'osc' }), {
      code: 'SETTING_INVALID',
      remedy: /0 \(Laptop Camera\), 2 \(HDMI Grabber\), 4/,
    })
})

test('before cameras are listed only the one of the start can be chosen; one that is plugged in is found by the next try', async () => {
  const cameras = [{ id: '0', name: 'Laptop Camera' }]
  let isListed: () => void = () => {}
  const listing = new Promise<void>((resolve) => {
    isListed = resolve
  })
  await using show = await openShow({ cameras: () => listing.then(() => [...cameras]) })
  const choose = (camera: string) => show.settings.set('camera', camera, { by: 'osc' })
  choose('0')
  assert.throws(() => choose('Laptop Camera'), { remedy: /there is none yet/ })
  isListed()
  await fetch(`${show.url}/api/cameras`)
  choose('Laptop Camera')
  cameras.push({ id: '1', name: 'Grabber' })
  assert.throws(() => choose('1'), { code: 'SETTING_INVALID' })
  await fetch(`${show.url}/healthz`)
  choose('1')
})

test('the camera that the show was started with may be a path and may come back', async () => {
  const settings = new SettingsStore({ camera: '/dev/v4l/by-id/usb-cam' })
  await using show = await openShow({ desk: await aDesk({ settings }) })
  await fetch(`${show.url}/api/cameras`)
  show.settings.set('camera', '0', { by: 'osc' })
  show.settings.set('camera', '/dev/v4l/by-id/usb-cam', { by: 'osc' })
})

type Folders = { dataRoot: string; folders: { name: string; pictures: number }[] }

function touch(show: Show, ...names: string[]): void {
  for (const name of names) {
    const path = join(show.dataRoot, name)
    mkdirSync(join(path, '..'), { recursive: true })
    writeFileSync(path, '')
  }
}

async function picture(show: Show, name: string, background: string): Promise<void> {
  touch(show, name)
  await sharp({ create: { width: 640, height: 360, channels: 3, background } }).toFile(join(show.dataRoot, name))
}
