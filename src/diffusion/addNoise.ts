/**
 * Moves clean latents to the noise level of the first step: `latents · a + noise · b`.
 *
 * @param latents [batch, channels, height, width], already multiplied by the autoencoder's scaling factor
 * @param noise   the same shape, or that of one picture, which is then shared by the batch; unit variance
 * @param scales  what the scheduler says of the first step that will run
 * @returns       a new tensor; neither argument is changed
 * @throws RangeError if the lengths do not fit
 * @see Karras et al. 2022, https://arxiv.org/abs/2206.00364; diffusers `EulerDiscreteScheduler.add_noise`
 */
export function addNoise(
  latents: Float32Array,
  noise: Float32Array,
  scales: { latents: number; noise: number },
): Float32Array {
  if (latents.length % noise.length !== 0)
    throw new RangeError(`${noise.length} noise values for ${latents.length} latents`)
  const noisy = new Float32Array(latents.length)
  for (let i = 0, n = 0; i < latents.length; i++, n++) {
    if (n === noise.length) n = 0
    noisy[i] = latents[i] * scales.latents + noise[n] * scales.noise
  }
  return noisy
}
