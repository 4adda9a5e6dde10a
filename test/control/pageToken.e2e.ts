import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Settings } from '#settings/schema.ts'
import { eventually } from '#test/eventually.ts'
import { skipWithout } from '#test/systemPrograms.ts'
import { openPanel, pictureIsDrawn, says, shoot } from '../web/panel.ts'

test('with a token everybody may look, and the page asks for it once', { skip: skipWithout('chromium') }, async () => {
  await using panel = await openPanel({ flags: ['--token', 'open sesame'] })
  const settings = () => panel.get<Settings>('/api/settings')
  const page = await panel.open()
  await pictureIsDrawn(page)
  await says(page, '.topButtons', /Look only/)

  await page.keyboard.press('p')
  await says(page, 'dialog', /operator/)
  await shoot(page, 'token')
  await page.fill('input[name=token]', 'wrong')
  await page.press('input[name=token]', 'Enter')
  await says(page, 'dialog .refusal', /./)
  assert.equal((await settings()).passthrough, false)

  await page.fill('input[name=token]', 'open sesame')
  await page.press('input[name=token]', 'Enter')
  await page.locator('dialog').waitFor({ state: 'detached' })
  await eventually(async () => (await settings()).passthrough, { what: 'the change that was waiting' })
  await page.keyboard.press('f')
  await eventually(async () => (await settings()).freeze, { what: 'the next change, without a question' })
  assert.equal(await page.locator('dialog').count(), 0)

  await page.reload()
  await page.waitForSelector('textarea[name=prompt]')
  assert.equal(await page.locator('text=Look only').count(), 0)
})

test('who has no token goes on looking, and nothing has changed', { skip: skipWithout('chromium') }, async () => {
  await using panel = await openPanel({ flags: ['--token', 'open sesame'] })
  const page = await panel.open()
  await page.fill('input[name=strength]', '0.1')
  await page.click('text=Only look')
  await page.locator('dialog').waitFor({ state: 'detached' })
  await eventually(async () => (await page.inputValue('input[name=strength]')) === '0.7', { what: 'the old value' })
  await page.close()
})
