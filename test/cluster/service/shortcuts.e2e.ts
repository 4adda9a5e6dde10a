import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { type TestContext, test } from 'node:test'
import { type RunSystem, runSystem } from '#cluster/service/runSystem.ts'
import { runShortcutCommands, shortcutCommands, shortcutRemoval } from '#cluster/service/shortcuts.ts'
import { skipWithout } from '#test/systemPrograms.ts'
import { temporaryFolder } from '#test/temporaryFolder.ts'

const skip = skipWithout('gsettings')
const KEYS = 'org.gnome.settings-daemon.plugins.media-keys'
const FOLDER = '/org/gnome/settings-daemon/plugins/media-keys/custom-keybindings'
const OTHERS = `${FOLDER}/custom0/`

test('Alt+Q and Alt+R are added to the shortcuts that are there, once', { skip }, async (t) => {
  const desktop = aDesktop(t)
  await desktop.run(['gsettings', 'set', KEYS, 'custom-keybindings', `['${OTHERS}']`])
  for (let time = 0; time < 2; time++) {
    await runShortcutCommands(await shortcutCommands("/opt/it's here", desktop.run), desktop.run)
  }
  assert.equal(
    desktop.get('', 'custom-keybindings'),
    `['${OTHERS}', '${FOLDER}/i2i-shutdown/', '${FOLDER}/i2i-reload/']`,
  )
  assert.equal(desktop.get('i2i-shutdown', 'binding'), "'<Alt>q'")
  assert.equal(desktop.get('i2i-reload', 'binding'), "'<Alt>r'")
  assert.equal(desktop.get('i2i-reload', 'command'), '"\\"/opt/it\'s here/reload.sh\\""')
})

test('they are taken away again, and the others stay', { skip }, async (t) => {
  const desktop = aDesktop(t)
  await desktop.run(['gsettings', 'set', KEYS, 'custom-keybindings', `['${OTHERS}']`])
  await runShortcutCommands(await shortcutCommands('/opt/i2i', desktop.run), desktop.run)
  await runShortcutCommands(await shortcutRemoval(desktop.run), desktop.run)
  assert.equal(desktop.get('', 'custom-keybindings'), `['${OTHERS}']`)
  assert.equal(desktop.get('i2i-reload', 'binding'), "''")
})

test('a desktop without shortcuts has none again afterwards', { skip }, async (t) => {
  const desktop = aDesktop(t)
  await runShortcutCommands(await shortcutCommands('/opt/i2i', desktop.run), desktop.run)
  await runShortcutCommands(await shortcutRemoval(desktop.run), desktop.run)
  assert.equal(desktop.get('', 'custom-keybindings'), '@as []')
})

/** The real gsettings, with settings of its own. */
function aDesktop(t: TestContext) {
  const variables = ['GSETTINGS_BACKEND=keyfile', `XDG_CONFIG_HOME=${temporaryFolder(t)}`]
  const run: RunSystem = (words) => runSystem(['env', ...variables, ...words])
  const get = (id: string, key: string) => {
    const schema = id === '' ? KEYS : `${KEYS}.custom-keybinding:${FOLDER}/${id}/`
    return execFileSync('env', [...variables, 'gsettings', 'get', schema, key], { encoding: 'utf8' }).trim()
  }
  return { run, get }
}
