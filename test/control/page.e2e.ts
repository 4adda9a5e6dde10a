import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Page } from 'playwright-core'
import type { Settings } from '#settings/schema.ts'
import { eventually } from '#test/eventually.ts'
import { familyOf, residentBytesOf } from '#test/processTable.ts'
import { skipWithout } from '#test/systemPrograms.ts'
import { holds, openPanel, type Panel, pictureIsDrawn, says, shoot } from '../web/panel.ts'

const skip = skipWithout('chromium')
const LIVELY = /^(2[4-9]|3[0-6])\./

let panel: Panel

before(async () => {
  if (!skip) panel = await openPanel()
})
after(async () => {
  await panel?.[Symbol.asyncDispose]()
})

test('the page draws the live picture and measures its rate and its age', { skip }, async () => {
  const page = await panel.open()
  await pictureIsDrawn(page)
  await says(page, '[data-test=fps]', LIVELY)
  await says(page, '.latency', /\d+ ms/)
  await says(page, '.workers', /atelier/)
  await shoot(page, 'wide')
  await page.close()
})

test('a slider moved in one page changes the settings and moves on another within 100 ms', { skip }, async (t) => {
  const [one, two] = [await panel.open(), await panel.open()]
  const delays: number[] = []
  for (const value of [0.31, 0.62, 0.43, 0.84, 0.55]) {
    const seen = two.evaluate<number>(noticing(value))
    await one.waitForTimeout(200) // until the other page is looking
    const sentAt = await one.evaluate<number>(moving(value))
    delays.push((await seen) - sentAt)
    assert.equal((await panel.get<Settings>('/api/settings')).strength, value)
  }
  t.diagnostic(`${delays.map(Math.round).join(', ')} ms`)
  const [, , middle = Number.POSITIVE_INFINITY] = delays.sort((a, b) => a - b)
  assert.ok(middle < 100, `${delays.map(Math.round)} ms`)
  await one.close()
  await two.close()
})

test('the record button starts and ends a recording, and tells how long it is', {
  skip: skip || skipWithout('ffmpeg'),
}, async () => {
  const page = await panel.open()
  await page.click('.record')
  await says(page, '.record', /Stop recording/)
  await says(page, '[data-test=recording]', /^0:0[2-9] · /)
  await says(page, '.recordingFile', /^\d{4}-.*-001\.mp4$/)
  await page.click('.record')
  await says(page, '.record', /^ ?Record$/)
  await page.close()
})

test('a slider under a finger is not pulled away by others', { skip }, async () => {
  const page = await panel.open()
  const box = await page.locator('input[name=strength]').boundingBox()
  assert.ok(box)
  await page.mouse.move(box.x + box.width * 0.5, box.y + box.height / 2)
  await page.mouse.down()
  await page.mouse.move(box.x + box.width * 0.6, box.y + box.height / 2)
  const held = await page.inputValue('input[name=strength]')
  await eventually(async () => String((await panel.get<Settings>('/api/settings')).strength) === held)
  await panel.send('PATCH', '/api/settings', { strength: 0.11, seed: 4242 })
  await holds(page, 'input[name=seedNumber]', '4242') // the page has heard of it
  assert.equal(await page.inputValue('input[name=strength]'), held)
  await page.mouse.up()
  await holds(page, 'input[name=strength]', '0.11')
  await page.close()
})

test('a prompt that is set on one page appears on another, and what is being typed there stays', { skip }, async () => {
  const [one, two] = [await panel.open(), await panel.open()]
  const box = 'textarea[name=prompt]'
  await one.fill(box, 'a meadow in the rain')
  await one.press(box, 'Enter')
  await holds(two, box, 'a meadow in the rain')

  await two.fill(box, 'half a thought')
  await panel.send('PATCH', '/api/settings', { prompt: 'from elsewhere' })
  await holds(one, box, 'from elsewhere')
  assert.equal(await two.inputValue(box), 'half a thought')
  await two.press(box, 'Escape')
  assert.equal(await two.inputValue(box), 'from elsewhere')

  await one.focus(box)
  await one.evaluate(`document.querySelector('${box}').setSelectionRange(0, 0)`)
  // twice at once, while the server is still being asked for the first time
  const answer = Promise.withResolvers<void>()
  await one.route('**/api/prompts', (route) => answer.promise.then(() => route.continue()))
  await one.press(box, 'ArrowUp')
  await one.press(box, 'ArrowUp')
  answer.resolve()
  await holds(one, box, 'a meadow in the rain')
  await one.close()
  await two.close()
})

test('two prompts are blended, and a third is mixed in', { skip }, async () => {
  const page = await panel.open()
  await page.fill('textarea[name=secondPrompt]', 'a forest of glass')
  await page.press('textarea[name=secondPrompt]', 'Enter')
  await page.fill('input[name=blend]', '0.4')
  await page.click('.transition .chip >> nth=0')
  await page.fill('input[name=more0]', 'rust')
  await page.press('input[name=more0]', 'Enter')
  await eventually(async () => {
    const { secondPrompt, blend, morePrompts } = await panel.get<Settings>('/api/settings')
    return secondPrompt === 'a forest of glass' && blend === 0.4 && morePrompts[0]?.text === 'rust'
  })
  await page.click('[aria-label="Remove prompt 3"]')
  await eventually(async () => (await panel.get<Settings>('/api/settings')).morePrompts.length === 0)
  await page.close()
})

test('a number is typed, one that is refused is said in words, and a double click brings the default', {
  skip,
}, async () => {
  const page = await panel.open()
  await page.fill('input[name=seedNumber]', '1234')
  await page.press('input[name=seedNumber]', 'Enter')
  await eventually(async () => (await panel.get<Settings>('/api/settings')).seed === 1234)
  await page.fill('input[name=seedNumber]', '-5')
  await page.press('input[name=seedNumber]', 'Enter')
  await says(page, '.note.wrong', /seed cannot be -5/)
  await holds(page, 'input[name=seedNumber]', '1234')
  await page.dblclick('label[for=strength]')
  await eventually(async () => (await panel.get<Settings>('/api/settings')).strength === 0.7)
  await page.close()
})

test('passthrough, freeze, pause, dice and undo are on the keys, and typing is not', { skip }, async () => {
  const page = await panel.open()
  const become = (name: keyof Settings, value: unknown) =>
    eventually(async () => (await panel.get<Settings>('/api/settings'))[name] === value, { what: `${name} ${value}` })
  await page.keyboard.press('p')
  await become('passthrough', true)
  await says(page, '.badges', /passthrough/)
  await page.keyboard.press('f')
  await become('freeze', true)
  await says(page, '.badges', /frozen/)
  await page.keyboard.press('Control+z')
  await become('freeze', false)
  // a key turns over what the page shows: it has to have heard
  await eventually(async () => !/frozen/.test((await page.textContent('.badges')) ?? ''), { what: 'no badge' })
  await page.keyboard.press('Control+Shift+z')
  await become('freeze', true)
  await says(page, '.badges', /frozen/)
  await page.keyboard.press('f')
  await become('freeze', false)
  await page.keyboard.press(' ')
  await become('paused', true)
  await page.keyboard.press(' ')
  await become('paused', false)
  await page.keyboard.press('/')
  await page.keyboard.type('ppff dd')
  assert.equal(await page.evaluate(`document.activeElement.name`), 'prompt')
  // the first gives up what was typed, the second leaves the field
  await page.keyboard.press('Escape')
  await eventually(async () => !(await page.inputValue('[name=prompt]')).includes('ppff'), { what: 'the old prompt' })
  await page.keyboard.press('Escape')
  await eventually(async () => (await page.evaluate(`document.activeElement.name`)) !== 'prompt', { what: 'no field' })
  await page.keyboard.press('p')
  await become('passthrough', false)
  await page.keyboard.press('?')
  await says(page, 'dialog', /Passthrough/)
  await page.keyboard.press('Escape')
  await page.locator('dialog').waitFor({ state: 'detached' })
  await page.close()
})

test('a cue is saved from the page, recalled by its key, removed and brought back', { skip }, async () => {
  const page = await panel.open()
  await panel.send('PATCH', '/api/settings', { strength: 0.25 })
  await page.keyboard.press('c')
  await page.fill('input[name=cueName]', 'still water')
  await page.fill('input[name=cueSecondsNumber]', '1')
  await page.press('input[name=cueSecondsNumber]', 'Enter')
  await page.click('.cueForm .send')
  await says(page, '.cue', /still water/)
  await panel.send('PATCH', '/api/settings', { strength: 0.9 })
  await holds(page, 'input[name=strength]', '0.9')
  await page.keyboard.press('1')
  await page.locator('.cue.going').waitFor()
  await shoot(page, 'cue')
  await holds(page, 'input[name=strength]', '0.25')
  await page.locator('.cue.going').waitFor({ state: 'detached' })

  await page.click('text=Edit')
  await page.click('[aria-label="Remove the cue still water"]')
  await page.locator('.cue').waitFor({ state: 'detached' })
  await page.click('text=Bring it back')
  await says(page, '.cue', /still water/)
  await page.close()
})

test('a folder is chosen by its picture, and the source is scrubbed', { skip }, async () => {
  const page = await panel.open()
  await page.click('.folders label[title^=grey]')
  await eventually(async () => (await panel.get<Settings>('/api/settings')).directory.endsWith('grey'))
  await page.locator('.folders .chosen[title^=grey]').waitFor()
  const loaded = `[...document.querySelectorAll('.folders img')].every((image) => image.naturalWidth > 0)`
  await eventually(() => page.evaluate<boolean>(loaded), { what: 'thumbnails' })
  await page.click('.folders label[title^=sea]')
  await says(page, '.scrub output', /\/ 90/)
  await page.fill('input[name=position]', '0.5')
  await eventually(async () => (await panel.get<Settings>('/api/settings')).position === 0.5)
  await page.close()
})

test('a worker is taken out and let in again', { skip }, async () => {
  const page = await panel.open()
  await page.click('[aria-label="Take atelier out"]')
  await says(page, '.workers', /benched/)
  await page.click('[aria-label="Let atelier work again"]')
  await page.locator('[aria-label="Take atelier out"]').waitFor()
  await page.click('[aria-label="Restart atelier"]')
  await says(page, '.workers', /Restart\?/) // asks first
  await page.close()
})

test('the split view shows input and result, and its line can be moved', { skip }, async () => {
  const page = await panel.open()
  await pictureIsDrawn(page)
  await page.keyboard.press('s')
  await pictureIsDrawn(page, 'canvas.input')
  await pictureIsDrawn(page)
  await says(page, '[data-test=fps]', /^[1-9]\d\./) // two pictures to decode each time, without a graphics card
  const line = page.locator('.splitHandle')
  await line.press('ArrowRight')
  assert.equal(await line.getAttribute('aria-valuenow'), '52')
  await shoot(page, 'split')
  await page.keyboard.press('s')
  await line.waitFor({ state: 'detached' })
  await says(page, '[data-test=fps]', LIVELY)
  await page.close()
})

test('the display is nothing but the picture', { skip }, async () => {
  const page = await panel.open('/display')
  await pictureIsDrawn(page)
  assert.equal(await page.textContent('#page'), '')
  assert.equal(await page.evaluate(`getComputedStyle(document.querySelector('canvas')).cursor`), 'none')
  await shoot(page, 'display')
  await page.close()
})

test('on a phone nothing is wider than the screen', { skip }, async () => {
  for (const size of [
    { width: 360, height: 640 },
    { width: 390, height: 844 },
  ]) {
    const page = await panel.open('/', size)
    for (const tab of ['Prompt', 'Look', 'Cues', 'Source', 'Machine']) {
      await page.click(`.tabs >> text=${tab}`)
      const wide = `[document.documentElement, document.querySelector('.console')].filter((e) => e.scrollWidth > innerWidth).length`
      assert.equal(await page.evaluate(wide), 0, `${tab} at ${size.width}`)
      await shoot(page, `phone-${size.width}-${tab}`)
    }
    await page.close()
  }
})

test('at 1080p no control has to be scrolled to', { skip }, async () => {
  const page = await panel.open('/', { width: 1920, height: 1080 })
  await says(page, '.workers', /atelier/)
  const hidden = `[...document.querySelectorAll('.side, .column, html')].filter((e) => e.scrollHeight > e.clientHeight).length`
  await eventually(async () => (await page.evaluate(hidden)) === 0, { what: 'a page without a scroll bar' })
  await shoot(page, '1080')
  await page.close()
})

test('the page asks no other host for anything', { skip }, async () => {
  const page = await panel.browser.newPage()
  const hosts = new Set<string>()
  page.on('request', (request) => /^(data|blob):/.test(request.url()) || hosts.add(new URL(request.url()).host))
  await page.goto(panel.url)
  await pictureIsDrawn(page)
  await page.goto(`${panel.url}/docs`)
  await page.waitForSelector('.opblock')
  await shoot(page, 'docs')
  assert.deepEqual([...hosts], [new URL(panel.url).host])
  await page.close()
})

test('without the server the page says so and nothing can be changed; it comes back by itself', { skip }, async () => {
  const page = await panel.open()
  await pictureIsDrawn(page)
  await panel.stopServer()
  await says(page, '.problem', /Reconnecting/)
  assert.equal(await page.locator('input[name=strength]').isDisabled(), true)
  await shoot(page, 'reconnecting')
  await panel.startServer()
  await page.locator('.problem').waitFor({ state: 'detached' })
  await says(page, '[data-test=fps]', LIVELY)
  assert.equal(await page.locator('input[name=strength]').isDisabled(), false)
  await page.close()
})

test('a page of an older build loads itself anew after a restart', { skip }, async () => {
  const page = await panel.open()
  await page.evaluate(
    `document.querySelector('script[type=module]').setAttribute('src', '/assets/older.js'); document.title = 'older'`,
  )
  const reloaded = page.waitForEvent('load', { timeout: 30_000 })
  await panel.stopServer()
  await panel.startServer()
  await reloaded
  assert.notEqual(await page.title(), 'older')
  await page.close()
})

test('a minute at 30 pictures a second leaves nothing behind', { skip, timeout: 120_000 }, async (t) => {
  const page = await panel.open('/', { width: 1920, height: 1080 })
  await pictureIsDrawn(page)
  const memory = await watchMemory(page)
  await page.waitForTimeout(10_000) // caches, the chart’s first seconds
  const before = await memory()
  const shown = page.evaluate<number>(countingPictures(60_000))
  await page.waitForTimeout(60_000)
  const after = await memory()
  const pictures = await shown
  t.diagnostic(
    `${pictures} pictures; heap ${kb(before.heap)} → ${kb(after.heap)} kB; ${before.nodes} → ${after.nodes} nodes`,
  )
  assert.ok(pictures > 1500, `${pictures} pictures`)
  assert.ok(after.heap - before.heap < 600_000, `the heap grew by ${kb(after.heap - before.heap)} kB`)
  // a bitmap that nobody frees is no part of the heap: they would be 4 GB by now
  assert.ok(
    after.resident - before.resident < 400e6,
    `${kb(after.resident - before.resident)} kB more in all processes`,
  )
  assert.ok(after.nodes - before.nodes < 100, `${after.nodes - before.nodes} nodes more`)
  assert.ok(after.listeners - before.listeners < 20, `${after.listeners - before.listeners} listeners more`)
  await page.close()
})

/** Moves the slider as a hand would. @returns when, by the clock of this machine */
function moving(value: number): string {
  return `(() => {
    const slider = document.querySelector('input[name=strength]')
    slider.value = '${value}'
    const at = performance.timeOrigin + performance.now()
    slider.dispatchEvent(new Event('input', { bubbles: true }))
    return at
  })()`
}

/** Looks at the slider before every painting. @returns when it shows the value, by the clock of this machine */
function noticing(value: number): string {
  return `new Promise((resolve) => {
    const timer = setInterval(() => {
      if (document.querySelector('input[name=strength]').value !== '${value}') return
      clearInterval(timer)
      resolve(performance.timeOrigin + performance.now())
    }, 4)
  })`
}

/** Counts what the page tells the server that it has drawn. */
function countingPictures(forMs: number): string {
  return `new Promise((resolve) => {
    let count = 0
    const send = WebSocket.prototype.send
    WebSocket.prototype.send = function (data) {
      if (data === 'drawn') count++
      send.call(this, data)
    }
    setTimeout(() => { WebSocket.prototype.send = send; resolve(count) }, ${forMs})
  })`
}

type Memory = { readonly heap: number; readonly resident: number; readonly nodes: number; readonly listeners: number }

/** A function that tells what the page holds after its garbage is collected. */
async function watchMemory(page: Page): Promise<() => Promise<Memory>> {
  const session = await page.context().newCDPSession(page)
  await session.send('Performance.enable')
  return async () => {
    await session.send('HeapProfiler.collectGarbage')
    const { metrics } = await session.send('Performance.getMetrics')
    const of = (name: string) => metrics.find((metric) => metric.name === name)?.value ?? 0
    const resident = familyOf(process.pid).reduce((sum, pid) => sum + residentBytesOf(pid), 0)
    return { heap: of('JSHeapUsedSize'), resident, nodes: of('Nodes'), listeners: of('JSEventListeners') }
  }
}

function kb(bytes: number): number {
  return Math.round(bytes / 1000)
}
