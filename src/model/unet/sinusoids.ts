import type { Graph } from '#onnx/graph.ts'
import type { Value } from '#onnx/value.ts'

export type SinusoidOptions = {
  /** Length of the embedding. */
  readonly channels: number
  /** Cosines first. */
  readonly flipSinToCos: boolean
  readonly freqShift: number
}

/**
 * Sines and cosines of numbers at geometrically falling frequencies: 10000^(-i / (channels/2 - freqShift)).
 * @param x [N] float32 @returns [N, channels] float32
 * @see Vaswani et al. 2017, https://arxiv.org/abs/1706.03762; diffusers `get_timestep_embedding`
 */
export function sinusoids(g: Graph, x: Value, { channels, flipSinToCos, freqShift }: SinusoidOptions): Value {
  const half = Math.floor(channels / 2)
  const frequencies = Array.from({ length: half }, (_, i) => frequency(i, half - freqShift))
  const angles = g.mul(g.reshape(x, [-1, 1]), g.constant(frequencies, [1, half], 'float32'))
  const waves = [g.sin(angles), g.cos(angles)]
  const embedding = g.concat(flipSinToCos ? waves.reverse() : waves, 1)
  if (channels % 2 === 0) return embedding
  return g.concat([embedding, g.expand(g.constant([0], [1, 1], 'float32'), [x.shape[0], 1])], 1)
}

/** In the float32 steps that torch takes: at timestep 999 a last bit of the exponent can be seen in the sine. */
function frequency(i: number, length: number): number {
  const { fround } = Math
  return fround(Math.exp(fround(fround(fround(-Math.log(10_000)) * i) / length)))
}
