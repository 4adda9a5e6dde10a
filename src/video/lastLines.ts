import type { Readable } from 'node:stream'

const MAX_LINES = 4
const MAX_CHARACTERS = 400

/** Reads what a child complains about and keeps the end of it. */
export class LastLines {
  #tail = ''

  constructor(stream: Readable) {
    stream.setEncoding('utf8')
    stream.on('data', (text: string) => {
      this.#tail = (this.#tail + text).slice(-MAX_LINES * MAX_CHARACTERS)
    })
    stream.on('error', () => stream.destroy())
  }

  /** The last few lines as one, without ffmpeg's `[name @ address]` prefixes and repetitions. */
  get text(): string {
    const lines = this.#tail.split(/[\r\n]+/).map((line) => line.replace(/^(\[[^\]]*\] )+/, '').trim())
    return [...new Set(lines.filter(Boolean))].slice(-MAX_LINES).join(' / ')
  }
}
