import { parentPort, workerData } from 'node:worker_threads'

// runs as a thread: viewers that take pictures as fast as they come, and some that stop reading after the first
const { url, count, stalled } = workerData as { url: string; count: number; stalled: number }
let pictures = 0
let longestGapMs = 0

for (let i = 0; i < count; i++) {
  const socket = new WebSocket(url)
  let lastMs = 0
  socket.binaryType = 'arraybuffer'
  socket.onmessage = () => {
    socket.send('drawn')
    const now = performance.now()
    pictures++
    if (lastMs > 0) longestGapMs = Math.max(longestGapMs, now - lastMs)
    lastMs = now
  }
}
// never says that anything has been drawn
for (let i = 0; i < stalled; i++) new WebSocket(url)

parentPort?.on('message', (what: 'begin' | 'end') => {
  parentPort?.postMessage({ pictures, longestGapMs })
  if (what === 'begin') {
    pictures = 0
    longestGapMs = 0
  }
})
