import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import { ownCommands } from '#chat/help.ts'
import { commandDescriptions } from '#desk/commands.ts'
import { addressed } from '#osc/addressed.ts'
import { controlPage } from '../../scripts/docs/controlPage.ts'
import { shortcuts } from '../../web/src/shortcuts.ts'

const page = controlPage()

test('the page has every OSC address with an example that is understood', () => {
  for (const { name, aliases, example } of commandDescriptions) {
    for (const each of [name, ...aliases]) assert.ok(page.includes(`\`/${each}\``), each)
    assert.ok(page.includes(`\`/${example}\``), example)
    assert.equal(addressed(`/${example.split(' ')[0]}`).to, 'command', example)
  }
})

test('the page has every key and every word of the chat', () => {
  for (const { keys } of shortcuts) assert.ok(page.includes(`| \`${keys}\` |`), keys)
  for (const { name } of ownCommands) assert.ok(page.includes(`| \`/${name}`), name)
})

test('the addresses that the recipes send exist', () => {
  const recipes = page.slice(page.indexOf('## TouchDesigner'), page.indexOf('## HTTP'))
  const sent = [...recipes.matchAll(/(?<=[`'])\/([\w/]+)(?=[ '`])/g)]
    .map(([address]) => address)
    .filter((each) => each !== '/display')
  assert.ok(sent.length > 10)
  for (const address of sent) assert.notEqual(addressed(address).to, 'nothing', address)
})

test('no table is missing, and links lead to pages', () => {
  assert.doesNotMatch(page, /\{\{|no table/)
  for (const [, target = ''] of page.matchAll(/\]\(([^)#]+\.md)\)/g))
    assert.ok(existsSync(new URL(`../../docs/${target}`, import.meta.url)), target)
  for (const [, anchor = ''] of page.matchAll(/\]\(#([^)]+)\)/g)) {
    const headings = [...page.matchAll(/^##+ (.+)$/gm)].map(([, heading = '']) =>
      heading.toLowerCase().replaceAll(' ', '-'),
    )
    assert.ok(headings.includes(anchor), anchor)
  }
})

test('the written page is the drawn one', () => {
  assert.equal(readFileSync(new URL('../../docs/control.md', import.meta.url), 'utf8'), page)
})
