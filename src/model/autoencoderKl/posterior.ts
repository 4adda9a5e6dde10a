import type { Graph } from '#onnx/graph.ts'
import type { Value } from '#onnx/value.ts'

/** A normal distribution for every latent. */
export type Posterior = {
  /** [B, latent channels, h, w] */
  readonly mean: Value
  /** Logarithm of the variance, from -30 to 20; as mean. */
  readonly logvar: Value
}

/** Reads what the encoder says. @param moments [B, 2 · latent channels, h, w] @see diffusers `DiagonalGaussianDistribution` */
export function posterior(g: Graph, moments: Value): Posterior {
  const [mean, logvar] = g.split(moments, 2, 1)
  return { mean, logvar: g.clip(logvar, -30, 20) }
}

/** Latents of that distribution: `mean + exp(logvar / 2) · noise`. @param noise as mean, unit variance */
export function sampled(g: Graph, { mean, logvar }: Posterior, noise: Value): Value {
  return g.add(mean, g.mul(g.exp(g.scale(logvar, 0.5)), noise))
}
