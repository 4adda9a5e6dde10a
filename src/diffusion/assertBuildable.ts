import type { Checkpoint } from '#checkpoint/checkpoint.ts'
import { decodeGraph } from '#model/autoencoder/decodeGraph.ts'
import { encodeGraph } from '#model/autoencoder/encodeGraph.ts'
import { textEncoderGraph } from '#model/clipText/textEncoderGraph.ts'
import { denoiseGraph } from '#model/unet/denoiseGraph.ts'
import type { Dialect } from '#onnx/dialect.ts'
import { LatentGrid } from './latentGrid.ts'
import { promptShapeOf } from './promptShape.ts'

/** Small, and divisible by what any network halves. */
const SIDE_PX = 128

/**
 * Writes down all networks of a checkpoint once, so that a weight which is missing, left over or of another shape is told at
 * the start and not with the first picture. No weight is read; a full-size model takes a fraction of a second.
 * @throws OperatorError CHECKPOINT_INVALID naming the weight
 */
export function assertBuildable(checkpoint: Checkpoint, dialect: Dialect): void {
  const { unet, autoencoder, textEncoders } = checkpoint
  const pictures = { count: 1, heightPx: SIDE_PX, widthPx: SIDE_PX }
  encodeGraph({ ...autoencoder, dialect, ...pictures })
  decodeGraph({ ...autoencoder, dialect, ...pictures })
  for (const { config, tensors } of textEncoders) textEncoderGraph(config, tensors, dialect)
  denoiseGraph({
    ...unet,
    dialect,
    count: 1,
    ...new LatentGrid(autoencoder.config).sides(pictures),
    guidance: false,
    ...promptShapeOf(checkpoint),
  })
}
