import { openSync, readSync } from 'node:fs'
import { parentPort, workerData } from 'node:worker_threads'
import { greyOf } from './markedPictures.ts'

// runs as a thread: tells when another mark has come to the screen
const { file, at, marks } = workerData as { file: string; at: number; marks: number }
const screen = openSync(file, 'r')
const pixel = Buffer.alloc(4)
const never = new Int32Array(new SharedArrayBuffer(4))
let shown = -1

for (;;) {
  readSync(screen, pixel, 0, 4, at)
  const mark = Math.round((pixel[1] - greyOf(0)) / 32)
  const isMark = mark >= 0 && mark < marks && Math.abs(pixel[1] - greyOf(mark)) < 8 && Math.abs(pixel[0] - pixel[2]) < 8
  if (isMark && mark !== shown) {
    shown = mark
    parentPort?.postMessage({ mark, atMs: performance.timeOrigin + performance.now() })
  }
  Atomics.wait(never, 0, 0, 0.5)
}
