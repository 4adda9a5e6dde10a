import assert from 'node:assert/strict'
import { globSync } from 'node:fs'
import { basename } from 'node:path'
import { test } from 'node:test'
import { findCycle, type ImportGraph, readImports } from '#test/imports.ts'

/** Which rooms a room may use, besides itself. From the ground up: every room stands on earlier lines only. */
const ground = ['frame', 'flow', 'errors']
const low = [...ground, 'settings', 'telemetry']
const middle = [...low, 'wire']
const works = [...middle, 'dispatch', 'output', 'engine']
const doors = [
  'video',
  'remote',
  'source',
  'worker',
  'display',
  'recording',
  'osc',
  'control',
  'chat',
  'cluster',
  'hub',
]
const rooms: Readonly<Record<string, readonly string[]>> = {
  frame: [],
  flow: [],
  errors: [],
  settings: ['errors'],
  telemetry: ['frame', 'flow', 'errors'],
  onnx: ['errors'],
  checkpoint: ['errors'],
  model: ['onnx', 'checkpoint', 'errors'],
  diffusion: ['frame', 'flow', 'errors', 'settings', 'telemetry', 'onnx', 'checkpoint', 'model'],
  motion: ['frame', 'flow', 'errors', 'settings'],
  prompts: low,
  desk: [...low, 'motion', 'prompts'],
  wire: low,
  dispatch: middle,
  output: middle,
  engine: [...middle, 'diffusion'],
  video: ground,
  remote: ['flow', 'errors', 'settings'],
  source: [...works, 'video'],
  worker: [...works, 'video'],
  display: [...middle, 'video', 'remote'],
  recording: [...middle, 'video', 'remote'],
  osc: [...low, 'prompts', 'desk'],
  control: [...works, 'prompts', 'desk', 'osc'],
  chat: ['flow', 'errors', 'settings', 'remote'],
  cluster: [...works, 'remote'],
  hub: [...low, 'checkpoint'],
  app: [...works, 'motion', 'prompts', 'desk', ...doors],
  cli: [...works, ...doors, 'app'],
}

const files = globSync('src/**/*.ts')
const graph = readImports(files)

test('every room is in the table', () => {
  const unknown = files.map(roomOf).filter((room) => !Object.hasOwn(rooms, room))
  assert.deepEqual([...new Set(unknown)], [])
})

test('rooms use only the rooms below them', () => {
  assert.deepEqual(wrongDoors(graph), [])
})

test('an import of a room above is told in a sentence', () => {
  const wrong = new Map([['src/wire/job.ts', [{ specifier: '#output/reorder.ts', target: 'src/output/reorder.ts' }]]])
  assert.deepEqual(wrongDoors(wrong), [
    'src/wire/job.ts imports #output: wire/ may only use frame, flow, errors, settings, telemetry',
  ])
})

test('the table of rooms has no way up', () => {
  const names = Object.keys(rooms)
  const upward = names.flatMap((room, floor) =>
    (rooms[room] ?? []).filter((below) => names.indexOf(below) >= floor).map((below) => `${room} → ${below}`),
  )
  assert.deepEqual(upward, [])
})

test('imports say which room they lead to, and lead to a file', () => {
  const problems = [...graph].flatMap(([file, imports]) =>
    imports.flatMap(({ specifier, target }) => {
      if (specifier.startsWith('.') && roomOf(target) !== roomOf(file)) {
        return [`${file} imports ${specifier}: another room is named with #room/file.ts`]
      }
      return files.includes(target) ? [] : [`${file} imports ${specifier}, which does not exist`]
    }),
  )
  assert.deepEqual(problems, [])
})

test('no file needs itself, not even in a circle', () => {
  assert.equal(findCycle(graph)?.join(' → '), undefined)
})

test('a file is named after what it holds', () => {
  const vague = ['index.ts', 'utils.ts', 'util.ts', 'helpers.ts', 'common.ts', 'misc.ts', 'types.ts']
  assert.deepEqual(
    files.filter((file) => vague.includes(basename(file))),
    [],
  )
})

function wrongDoors(imports: ImportGraph): string[] {
  return [...imports].flatMap(([file, found]) => {
    const room = roomOf(file)
    const allowed = rooms[room] ?? []
    return found
      .map(({ target }) => roomOf(target))
      .filter((other) => other !== room && !allowed.includes(other))
      .map((other) => `${file} imports #${other}: ${room}/ may only use ${allowed.join(', ') || 'itself'}`)
  })
}

function roomOf(path: string): string {
  return path.split('/')[1] ?? ''
}
