import type { Subscriber } from 'zeromq'
import type { Clock } from '#flow/clock.ts'

/** Whether whoever publishes the pictures is there. One that pauses is; one that hangs is not. */
export class Contact {
  #lostMono: number | undefined
  #isConnected = false

  /** @param onBack called when it is connected again */
  constructor(socket: Subscriber, clock: Clock, onBack: () => void) {
    socket.events.on('disconnect', () => {
      this.#isConnected = false
      this.#lostMono ??= clock.now()
    })
    socket.events.on('handshake', () => {
      this.#isConnected = true
      if (this.#lostMono !== undefined) onBack()
    })
  }

  /** Since when it is lost, on the monotonic clock. Being connected again is not enough: a picture has to come. */
  get lostMono(): number | undefined {
    return this.#lostMono
  }

  /** There is a picture. One that was still under way when the connection broke does not count. */
  restored(): void {
    if (this.#isConnected) this.#lostMono = undefined
  }
}
