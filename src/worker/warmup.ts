import type { Engine } from '#engine/engine.ts'
import { OperatorError } from '#errors/operatorError.ts'
import { plainLooks } from '#frame/look.ts'
import type { Pictures } from '#frame/pictures.ts'
import { defaultParameters } from '#settings/schema.ts'

/**
 * Runs one grey batch through an engine, so that the first real one is as fast as the others.
 * @param shape COUNTxHEIGHTxWIDTHx3, or empty for no warm-up
 * @throws OperatorError BAD_OPTION for any other text
 */
export async function warmUp(engine: Engine, shape: string): Promise<void> {
  if (shape === '') return
  const pictures = greyPictures(shape)
  const seqs = Array.from({ length: pictures.count }, (_, i) => i)
  await engine.transform({
    pictures,
    parameters: defaultParameters,
    looks: plainLooks(defaultParameters, pictures.count),
    seqs,
  })
}

function greyPictures(shape: string): Pictures {
  const [, count, heightPx, widthPx] = (/^(\d+)x(\d+)x(\d+)x3$/.exec(shape) ?? []).map(Number)
  const bytes = count * heightPx * widthPx * 3
  if (!(bytes > 0 && bytes <= 2 ** 30 && heightPx % 8 === 0 && widthPx % 8 === 0)) {
    const remedy = 'Give COUNTxHEIGHTxWIDTHx3 with sides that are multiples of 8, for example 4x576x1024x3.'
    throw new OperatorError('BAD_OPTION', `warmup cannot be ${JSON.stringify(shape)}.`, remedy)
  }
  return { count, heightPx, widthPx, pixels: new Uint8Array(new SharedArrayBuffer(bytes)).fill(128) }
}
