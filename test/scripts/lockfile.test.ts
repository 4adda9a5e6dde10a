import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'

type Locked = { readonly optionalDependencies?: Readonly<Record<string, string>> }

test('package-lock.json names the packages of all platforms, or npm ci refuses it', () => {
  const text = readFileSync(new URL('../../package-lock.json', import.meta.url), 'utf8')
  const packages: Readonly<Record<string, Locked>> = JSON.parse(text).packages
  const missing = Object.entries(packages).flatMap(([path, { optionalDependencies = {} }]) =>
    Object.keys(optionalDependencies).filter(
      (name) => !packages[`node_modules/${name}`] && !packages[`${path}/node_modules/${name}`],
    ),
  )
  assert.deepEqual(missing, [])
})
