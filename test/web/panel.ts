import assert from 'node:assert/strict'
import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Browser, chromium, type Page } from 'playwright-core'
import { sampleDirectory } from '#source/samplePath.ts'
import { eventually } from '#test/eventually.ts'
import { freePorts, type Ports } from '#test/freePorts.ts'
import { writePictures } from '#test/pictureFolder.ts'
import { type Program, startServer, startWorker } from '#test/running.ts'
import { systemProgram } from '#test/systemPrograms.ts'
import { buildPage } from '../../scripts/setup/page.mjs'

const SCREENSHOTS = process.env.SCREENSHOTS
const JSON_TYPE = { 'content-type': 'application/json' }

/** A server and a worker as processes of their own, and a browser that looks at them. */
export type Panel = AsyncDisposable & {
  readonly ports: Ports
  readonly url: string
  readonly browser: Browser
  get<T>(path: string): Promise<T>
  send(method: string, path: string, body?: unknown): Promise<Response>
  /** Opens a page; what fails in it fails the test. */
  open(path?: string, size?: { width: number; height: number }): Promise<Page>
  stopServer(): Promise<void>
  startServer(): Promise<void>
}

/** Starts a show with two folders of pictures, 30 a second, and a worker that passes them through. */
export async function openPanel({ flags = [] as readonly string[] } = {}): Promise<Panel> {
  await using closing = new AsyncDisposableStack() // what is open when something here fails is closed
  await buildPage(process.cwd(), process.execPath)
  const home = closing.adopt(mkdtempSync(join(tmpdir(), 'i2i-panel-')), (path) => rmSync(path, { recursive: true }))
  const dataRoot = join(home, 'data')
  cpSync(sampleDirectory(), join(dataRoot, 'sea'), { recursive: true })
  writePictures(join(dataRoot, 'grey'))
  const ports = await freePorts()
  const url = `http://127.0.0.1:${ports.settings}`
  const paths = [
    '--data-root',
    dataRoot,
    '--directory',
    join(dataRoot, 'sea'),
    '--cues',
    join(home, 'cues.yaml'),
    '--recordings',
    join(home, 'recordings'),
  ]
  let server: Program | undefined
  const stop = async () => {
    await server?.stop()
  }
  const start = async () => {
    server = startServer(ports, [...paths, ...flags])
    await isUp(url, server)
  }
  closing.defer(stop)
  await start()
  closing.use(startWorker(ports, ['--engine', 'passthrough', '--worker-id', 'atelier']))
  const browser = await chromium.launch({ executablePath: systemProgram('chromium') ?? '', args: ['--no-sandbox'] })
  closing.defer(() => browser.close())
  const open = closing.move()
  return {
    ...{ ports, url, browser, startServer: start, stopServer: stop },
    get: async <T>(path: string) => (await (await fetch(url + path)).json()) as T,
    send: (method, path, body) => fetch(url + path, { method, headers: JSON_TYPE, body: JSON.stringify(body) }),
    open: (path, size) => openPage(browser, url + (path ?? '/'), size),
    [Symbol.asyncDispose]: () => open.disposeAsync(),
  }
}

function isUp(url: string, server: Program): Promise<unknown> {
  const answers = async () => (await fetch(`${url}/api/status`)).ok
  return eventually(answers, { withinMs: 20_000, what: 'a server' }).catch((error) => {
    throw new Error(`${error.message}; it says:\n${server.said()}`)
  })
}

async function openPage(browser: Browser, url: string, viewport = { width: 1440, height: 900 }): Promise<Page> {
  const page = await browser.newPage({ viewport })
  page.setDefaultTimeout(15_000)
  page.on('pageerror', (error) => assert.fail(`the page failed: ${error.message}`))
  await page.goto(url)
  if (new URL(url).pathname === '/') await page.waitForSelector('textarea[name=prompt]', { state: 'attached' })
  return page
}

/** Waits until a canvas shows something that is not black. */
export function pictureIsDrawn(page: Page, selector = 'canvas.picture'): Promise<unknown> {
  return eventually(
    () =>
      page.evaluate<boolean>(`(() => {
        const canvas = document.querySelector('${selector}')
        const copy = new OffscreenCanvas(8, 8).getContext('2d')
        if (!canvas || canvas.width < 100) return false
        copy.drawImage(canvas, 0, 0, 8, 8)
        return copy.getImageData(0, 0, 8, 8).data.some((value, i) => i % 4 < 3 && value > 60)
      })()`),
    { withinMs: 15_000, what: `a picture in ${selector}` },
  )
}

/** Waits until a place of the page says something. */
export function says(page: Page, selector: string, what: RegExp): Promise<void> {
  return page.locator(selector, { hasText: what }).first().waitFor()
}

/** Waits until a field of the page holds something. */
export function holds(page: Page, selector: string, value: string): Promise<unknown> {
  return eventually(async () => (await page.inputValue(selector)) === value, { what: `${value} in ${selector}` })
}

/** Keeps a picture of the page if a folder for them is named. */
export async function shoot(page: Page, name: string): Promise<void> {
  if (SCREENSHOTS) await page.screenshot({ path: join(SCREENSHOTS, `${name}.png`) })
}
