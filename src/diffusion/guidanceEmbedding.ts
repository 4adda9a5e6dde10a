/**
 * What an LCM is told of the guidance: sines and cosines of `1000 · (guidanceScale − 1)`.
 * @param length of the embedding, `time_cond_proj_dim`
 * @see Luo et al. 2023, https://arxiv.org/abs/2310.04378; diffusers `get_guidance_scale_embedding`
 */
export function guidanceEmbedding(guidanceScale: number, length: number): Float32Array {
  const half = Math.floor(length / 2)
  const w = Math.fround((guidanceScale - 1) * 1000)
  const embedding = new Float32Array(length)
  for (let i = 0; i < half; i++) {
    const angle = Math.fround(w * Math.fround(Math.exp((-Math.log(10_000) * i) / (half - 1))))
    embedding[i] = Math.sin(angle)
    embedding[half + i] = Math.cos(angle)
  }
  return embedding
}
