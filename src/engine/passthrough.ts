import type { Engine } from './engine.ts'

/** Shows the input: pictures are only decoded, cropped, scaled and encoded. For tests, and for measuring everything else. */
export function openPassthrough(): Engine {
  return {
    name: 'passthrough',
    description: 'passthrough: pictures are only decoded and encoded',
    async transform({ pictures }) {
      return pictures
    },
    async [Symbol.asyncDispose]() {},
  }
}
