/**
 * What an LCM is told of the guidance: sines and cosines of `1000 · (guidanceScale − 1)`.
 * @param length of the embedding, `time_cond_proj_dim`
 * @see Luo et al. 2023, https://arxiv.org/abs/2310.04378; diffusers `get_guidance_scale_embedding`
 */
export function guidanceEmbedding(guidanceScale: number, length: number): Float32Array {
  const { fround } = Math
  const half = Math.floor(length / 2)
  // in the float32 steps that torch takes: the angles are so large that a last bit can be seen in the sine
  const scale = fround(fround(guidanceScale - 1) * 1000)
  const exponent = fround(fround(Math.log(10_000)) / (half - 1))
  const embedding = new Float32Array(length)
  for (let i = 0; i < half; i++) {
    const angle = fround(scale * fround(Math.exp(fround(i * -exponent))))
    embedding[i] = Math.sin(angle)
    embedding[half + i] = Math.cos(angle)
  }
  return embedding
}
