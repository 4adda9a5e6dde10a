import { parentPort } from 'node:worker_threads'
import type { CommissionMessage, DoneMessage } from './commission.ts'
import { Studio } from './studio.ts'

// runs as a thread of its own: paints what it is told to, one picture after the other, in shared memory
const studio = new Studio()

parentPort?.on('message', (commission: CommissionMessage) => {
  parentPort?.postMessage(paint(commission))
})

function paint({ id, pixels, byteOffset, widthPx, heightPx, ...orders }: CommissionMessage): DoneMessage {
  try {
    studio.paintMix(new Uint8Array(pixels, byteOffset, widthPx * heightPx * 3), widthPx, heightPx, orders)
    return { id }
  } catch (error) {
    return { id, reason: error instanceof Error ? error.message : String(error) }
  }
}
