import type { Checkpoint } from '#checkpoint/checkpoint.ts'
import { textEncoderGraph } from '#model/clipText/textEncoderGraph.ts'
import type { Dialect } from '#onnx/dialect.ts'
import type { TextEncoder, TextEncoding } from './prompt/textEncoder.ts'
import { type Device, openSession, type Session } from './session.ts'

/** A text encoder of a checkpoint; its session is made at the first prompt, and again after it was closed or has failed. */
export function openTextEncoder(
  { config, tensors, tokenizer }: Checkpoint['textEncoders'][number],
  device: Device,
  dialect: Dialect,
): TextEncoder & AsyncDisposable {
  let session: Promise<Session> | undefined
  return {
    async encode(ids, attentionMask): Promise<TextEncoding> {
      const opened = await open()
      const shape = [1, ids.length]
      const { last, penultimate, pooled } = await opened.run({
        ids: { type: 'int64', values: BigInt64Array.from(ids, BigInt), shape },
        mask: { type: 'float32', values: Float32Array.from(attentionMask), shape },
      })
      return {
        last: last.values as Float32Array,
        penultimate: penultimate.values as Float32Array,
        pooled: pooled?.values as Float32Array | undefined,
      }
    },
    async [Symbol.asyncDispose]() {
      const closing = session
      session = undefined
      const opened = await closing?.catch(() => undefined)
      await opened?.[Symbol.asyncDispose]()
    },
  }

  async function open(): Promise<Session> {
    session ??= openSession(textEncoderGraph(config, tensors, dialect, tokenizer.modelMaxLength), device)
    try {
      return await session
    } catch (error) {
      session = undefined
      throw error
    }
  }
}
