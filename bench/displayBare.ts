import { setTimeout as delay } from 'node:timers/promises'
import { loadSdlLibrary } from '#display/sdl/library.ts'
import { bindSdl } from '#display/sdl/sdl.ts'
import { Window } from '#display/window.ts'
import { greyOf, MARKS } from './markedPictures.ts'

// runs as a process: shows local buffers at a steady rate and prints when it had each one ready
const [widthPx, heightPx, fps, count] = process.argv.slice(2).map(Number)
const sdl = bindSdl(loadSdlLibrary({ path: '' }))
using window = new Window({ sdl, title: 'bare', screen: 0, windowed: false, size: { widthPx, heightPx } })
const look = { rotate: 0, isMirrored: false, pad: true, background: [0, 0, 0], shade: 0 } as const
const buffers = Array.from({ length: MARKS }, (_, mark) => new Uint8Array(widthPx * heightPx * 4).fill(greyOf(mark)))
let began = process.cpuUsage()
const handed: [number, number][] = []

for (let i = -30; i < count; i++) {
  const dueMs = performance.now() + 1000 / fps
  if (i === 0) began = process.cpuUsage()
  const mark = (i + 30 * MARKS) % MARKS
  if (i >= 0) handed.push([mark, performance.timeOrigin + performance.now()])
  window.picture.set({ widthPx, heightPx, pixels: buffers[mark] as Uint8Array })
  for (const _ of window.events());
  window.draw(look)
  await delay(Math.max(0, dueMs - performance.now()))
}
await delay(300)
const { user, system } = process.cpuUsage(began)
process.stdout.write(`${JSON.stringify({ handed, cpuMsPerFrame: (user + system) / 1000 / count })}\n`)
