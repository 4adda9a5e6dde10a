import assert from 'node:assert/strict'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { setTimeout } from 'node:timers/promises'
import jpegTurbo from '@julusian/jpeg-turbo'
import { type Browser, chromium, type Page } from 'playwright-core'
import { build } from 'vite'
import { PictureBoard } from '#output/pictureBoard.ts'
import { SettingsStore } from '#settings/store.ts'
import type { Status } from '#telemetry/status.ts'
import { fakeStatus, openShow, published, type Show } from './show.ts'

const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium'
const skip = existsSync(CHROMIUM) ? false : 'Chromium is missing; install it: sudo apt-get install chromium'
const screenshots = process.env.SCREENSHOTS

let browser: Browser
let show: Show
let pageDirectory: string
let status: Status = fakeStatus()
const board = new PictureBoard()
const settings = new SettingsStore()
const feeding = new AbortController()

const open = (port = 0) => openShow({ port, pageDirectory, board, settings, status: () => status })

before(async () => {
  if (skip) return
  pageDirectory = mkdtempSync(join(tmpdir(), 'i2i-page-'))
  await build({ root: 'web', logLevel: 'error', build: { outDir: pageDirectory } })
  show = await open()
  feed(board, feeding.signal)
  browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox'] })
})

after(async () => {
  feeding.abort()
  await browser?.close()
  await show?.[Symbol.asyncDispose]()
  if (pageDirectory) rmSync(pageDirectory, { recursive: true })
})

test('the page draws the live picture and measures its rate and its age', { skip }, async () => {
  const page = await openPage('/')
  await pictureIsDrawn(page)
  await says(page, '[data-test=fps]', /^(2[5-9]|3[0-5])\./)
  await says(page, '.latency', /^\d+ ms$/)
  await shoot(page, 'wide')
  await page.setViewportSize({ width: 390, height: 844 })
  await shoot(page, 'phone')
  await page.close()
})

test('a prompt that is set on one page appears on another, and what is being typed there stays', { skip }, async () => {
  const [one, two] = [await openPage('/'), await openPage('/')]
  await one.fill('textarea', 'a meadow in the rain')
  await one.press('textarea', 'Enter')
  await waitUntil(async () => (await two.inputValue('textarea')) === 'a meadow in the rain')
  assert.equal(settings.current.prompt, 'a meadow in the rain')

  await two.fill('textarea', 'half a thought')
  settings.set('prompt', 'from a knob', { by: 'osc' })
  await waitUntil(async () => (await one.inputValue('textarea')) === 'from a knob')
  assert.equal(await two.inputValue('textarea'), 'half a thought')
  await shoot(two, 'typing')
  await two.press('textarea', 'Escape')
  assert.equal(await two.inputValue('textarea'), 'from a knob')
  await one.close()
  await two.close()
})

test('strength and seed can be set, and a value that is refused is said in words', { skip }, async () => {
  const page = await openPage('/')
  await page.fill('.seed input', '1234')
  await page.press('.seed input', 'Enter')
  await page.fill('.strength input', '0.35')
  await waitUntil(() => settings.current.seed === 1234 && settings.current.strength === 0.35)
  await page.fill('.seed input', '-5')
  await setTimeout(1200) // the numbers on the page move on while somebody types
  await page.press('.seed input', 'Enter')
  await says(page, '.refusal', /seed cannot be -5/)
  await shoot(page, 'refusal')
  await page.close()
})

test('what is not as it should be is written over the picture', { skip }, async () => {
  const page = await openPage('/')
  await says(page, '.badges', /painterly preview, no diffusion model/)
  settings.setAll({ debug: true, passthrough: true }, { by: 'test' })
  status = fakeStatus({ source: { name: 'camera 0', isHealthy: false, problem: 'The camera was unplugged.' } })
  await says(page, '.problem', /unplugged/)
  await says(page, '.debug', /1024 × 576/)
  await says(page, '.debug', /atelier-7f3a/)
  await says(page, '.badges', /passthrough/)
  await shoot(page, 'problem')
  status = fakeStatus({ workers: [] })
  await says(page, '.problem', /No worker/)
  await page.setViewportSize({ width: 390, height: 844 })
  await shoot(page, 'problem-phone')
  status = fakeStatus()
  settings.setAll({ debug: false, passthrough: false }, { by: 'test' })
  await page.locator('.problem').waitFor({ state: 'detached' })
  await page.close()
})

test('the display is nothing but the picture', { skip }, async () => {
  const page = await openPage('/display')
  await pictureIsDrawn(page)
  assert.equal(await page.textContent('#page'), '')
  assert.equal(await page.evaluate(`getComputedStyle(document.querySelector('canvas')).cursor`), 'none')
  await shoot(page, 'display')
  await page.close()
})

test('the page comes back by itself after the server was away', { skip }, async () => {
  const page = await openPage('/')
  await pictureIsDrawn(page)
  const port = Number(new URL(show.url).port)
  await show[Symbol.asyncDispose]()
  await says(page, '.problem', /Reconnecting/)
  await shoot(page, 'reconnecting')
  show = await open(port)
  await page.locator('.problem').waitFor({ state: 'detached' })
  await says(page, '[data-test=fps]', /^(2[5-9]|3[0-5])\./)
  await page.close()
})

test('the page asks no other host for anything', { skip }, async () => {
  const page = await browser.newPage()
  const hosts = new Set<string>()
  page.on('request', (request) => request.url().startsWith('data:') || hosts.add(new URL(request.url()).host))
  await page.goto(show.url)
  await pictureIsDrawn(page)
  await page.goto(`${show.url}/docs`)
  await page.waitForSelector('.opblock')
  await shoot(page, 'docs')
  assert.deepEqual([...hosts], [new URL(show.url).host])
  await page.close()
})

async function openPage(path: string): Promise<Page> {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } })
  page.setDefaultTimeout(15_000)
  page.on('pageerror', (error) => assert.fail(`the page failed: ${error.message}`))
  await page.goto(show.url + path)
  if (path === '/') await page.waitForSelector('textarea')
  return page
}

/** Waits until the canvas shows something that is not black. */
function pictureIsDrawn(page: Page): Promise<void> {
  return waitUntil(() =>
    page.evaluate<boolean>(`(() => {
      const canvas = document.querySelector('canvas')
      const copy = new OffscreenCanvas(8, 8).getContext('2d')
      if (!canvas || canvas.width < 1000) return false
      copy.drawImage(canvas, 0, 0, 8, 8)
      return copy.getImageData(0, 0, 8, 8).data.some((value, i) => i % 4 < 3 && value > 60)
    })()`),
  )
}

/** Waits until a place of the page says something. */
function says(page: Page, selector: string, what: RegExp) {
  return page.locator(selector, { hasText: what }).first().waitFor()
}

async function waitUntil(isTrue: () => boolean | Promise<boolean>): Promise<void> {
  const end = performance.now() + 5000
  while (!(await isTrue())) {
    assert.ok(performance.now() < end, 'waited for 5 s')
    await setTimeout(20)
  }
}

async function shoot(page: Page, name: string): Promise<void> {
  if (screenshots) await page.screenshot({ path: join(screenshots, `${name}.png`) })
}

/** 30 pictures a second, captured 45 ms before they leave. */
function feed(board: PictureBoard, signal: AbortSignal): void {
  const jpegs = Array.from({ length: 12 }, (_, i) => drawJpeg((i / 12) * 2 * Math.PI))
  let index = 0
  const timer = setInterval(() => {
    const jpeg = jpegs[index % jpegs.length] as Uint8Array
    board.show(published(index++, jpeg, Date.now() - 45))
  }, 1000 / 30)
  signal.addEventListener('abort', () => clearInterval(timer))
}

/** Dunes under an evening sky, 1024x576. */
function drawJpeg(phase: number): Uint8Array {
  const [width, height] = [1024, 576]
  const pixels = Buffer.alloc(width * height * 3)
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const dune = 330 + 60 * Math.sin(x / 140 + phase) + 30 * Math.sin(x / 53 - phase)
      const light = y > dune ? 0.5 + 0.5 * Math.sin((y - dune) / 14 + x / 90) : 0
      const sky = y / height
      pixels.set(
        y > dune
          ? [120 + 90 * light, 70 + 60 * light, 50 + 30 * light]
          : [60 + 190 * sky, 50 + 110 * sky, 110 + 20 * sky],
        (y * width + x) * 3,
      )
    }
  const { compressSync, FORMAT_RGB, SAMP_420 } = jpegTurbo
  return compressSync(pixels, { format: FORMAT_RGB, width, height, subsampling: SAMP_420, quality: 90 })
}
