import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Viewer } from '#control/viewer.ts'
import type { Published } from '#output/pictureBoard.ts'
import { Drops } from '#telemetry/drops.ts'
import { published } from './show.ts'

test('a viewer that keeps up gets every picture', () => {
  const { viewer, sent, systemTakes, drops } = someViewer()
  for (const index of [0, 1, 2, 3]) {
    viewer.offer(published(index))
    systemTakes()
    viewer.acknowledge()
  }
  assert.deepEqual(sent, [0, 1, 2, 3])
  assert.equal(drops.total('viewer', 'slow viewer'), 0)
})

test('a viewer that draws slowly gets the newest picture when it is done, and what it missed is counted', () => {
  const { viewer, sent, systemTakes, drops } = someViewer()
  viewer.offer(published(0))
  systemTakes()
  viewer.acknowledge()
  for (const index of [1, 2, 3, 4, 5]) {
    viewer.offer(published(index))
    systemTakes()
  }
  assert.deepEqual(sent, [0, 1, 2], 'one is being drawn, one waits there')
  viewer.acknowledge()
  assert.deepEqual(sent, [0, 1, 2, 5])
  assert.equal(drops.total('viewer', 'slow viewer'), 2)
})

test('a viewer that never acknowledges gets a picture whenever the system has taken the last one', () => {
  const { viewer, sent, systemTakes, drops } = someViewer()
  for (const index of [0, 1, 2, 3]) viewer.offer(published(index))
  assert.deepEqual(sent, [0])
  systemTakes()
  assert.deepEqual(sent, [0, 3])
  systemTakes()
  viewer.offer(published(4))
  assert.deepEqual(sent, [0, 3, 4])
  assert.equal(drops.total('viewer', 'slow viewer'), 2)
})

test('too many acknowledgements earn nothing', () => {
  const { viewer, sent, systemTakes } = someViewer()
  for (let i = 0; i < 100; i++) viewer.acknowledge()
  for (const index of [0, 1, 2, 3]) {
    viewer.offer(published(index))
    systemTakes()
  }
  assert.deepEqual(sent, [0, 1])
})

function someViewer() {
  const sent: number[] = []
  const drops = new Drops()
  let onSent: (() => void) | undefined
  const socket = {
    send({ index }: Published, done: () => void) {
      sent.push(index)
      onSent = done
    },
  }
  const systemTakes = () => {
    const done = onSent
    onSent = undefined
    done?.()
  }
  return { viewer: new Viewer(socket, drops), sent, systemTakes, drops }
}
