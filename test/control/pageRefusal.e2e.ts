import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import type { Settings } from '#settings/schema.ts'
import { skipWithout } from '#test/systemPrograms.ts'
import { temporaryFolder } from '#test/temporaryFolder.ts'
import { holds, openPanel, says, shoot } from '../web/panel.ts'

test('a refused prompt is explained beside its box and stays there to be edited', {
  skip: skipWithout('chromium'),
}, async (t) => {
  const folder = temporaryFolder(t, { 'words.txt': 'castle\n' })
  const files = ['--safety-words', join(folder, 'words.txt'), '--safety-audit', join(folder, 'audit.jsonl')]
  await using panel = await openPanel({ flags: files })
  const page = await panel.open()
  const box = 'textarea[name=prompt]'
  const before = await page.inputValue(box)
  await page.fill(box, 'a castle in the rain')
  await page.press(box, 'Enter')
  await says(page, '#promptNotes .refusal', /./)
  assert.equal(await page.inputValue(box), 'a castle in the rain')
  assert.equal((await panel.get<Settings>('/api/settings')).prompt, before)
  await shoot(page, 'refused')

  await page.fill(box, 'a house in the rain')
  await page.press(box, 'Enter')
  await page.locator('#promptNotes .refusal').waitFor({ state: 'detached' })
  await holds(page, box, 'a house in the rain')
  assert.equal((await panel.get<Settings>('/api/settings')).prompt, 'a house in the rain')
})
