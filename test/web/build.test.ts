import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { build } from 'vite'
import { temporaryFolder } from '#test/temporaryFolder.ts'

const MAX_SCRIPT_BYTES = 60_000

test('the panel’s script stays under 60 kB on the wire, and names no other host', async (t) => {
  const outDir = temporaryFolder(t)
  await build({ root: 'web', logLevel: 'error', build: { outDir } })
  const files = readdirSync(join(outDir, 'assets')).map((name) => join(outDir, 'assets', name))
  const texts = [...files, join(outDir, 'index.html')].map((path) => readFileSync(path, 'utf8'))
  const scripts = files.filter((path) => path.endsWith('.js')).map((path) => readFileSync(path))
  assert.notEqual(scripts.length, 0)
  const bytes = scripts.reduce((sum, script) => sum + gzipSync(script).length, 0)
  t.diagnostic(`${bytes} bytes`)
  assert.ok(bytes < MAX_SCRIPT_BYTES, `${bytes} bytes`)
  // names of XML namespaces are never fetched
  const addresses = texts.flatMap((text) => text.match(/https?:\/\/[\w.-]+/g) ?? [])
  assert.deepEqual(
    addresses.filter((address) => !/^https?:\/\/www\.w3\.org$/.test(address)),
    [],
  )
})
