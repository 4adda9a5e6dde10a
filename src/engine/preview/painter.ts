import { parentPort } from 'node:worker_threads'
import type { CommissionMessage, DoneMessage } from './commission.ts'
import { Studio } from './studio.ts'

// runs as a thread of its own: paints what it is told to, one picture after the other, in shared memory
const studio = new Studio()

parentPort?.on('message', (commission: CommissionMessage) => {
  parentPort?.postMessage(paint(commission))
})

function paint({ id, pixels, byteOffset, widthPx, heightPx, order }: CommissionMessage): DoneMessage {
  try {
    studio.paint(new Uint8Array(pixels, byteOffset, widthPx * heightPx * 3), widthPx, heightPx, order)
    return { id }
  } catch (error) {
    return { id, reason: error instanceof Error ? error.message : String(error) }
  }
}
