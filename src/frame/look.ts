/** What one frame is to become: prompts and seeds, each with its weight. Weights are decided once, on the server. */
export type Look = {
  /** At least one; the weights are above 0 and add up to 1. The text is what the model gets, translated where it was. */
  readonly prompts: readonly { readonly text: string; readonly weight: number }[]
  /**
   * At least one; the squares of the weights add up to 1, so that the sum of the noises has the variance of each.
   * The noises of two seeds stand at right angles, so that weights cos and sin are the way along the sphere between them.
   */
  readonly seeds: readonly { readonly seed: number; readonly weight: number }[]
}

/** What is mixed for one picture. */
export type PromptMix = Look['prompts']
/** What the noise of one picture is mixed of. */
export type SeedMix = Look['seeds']

/** One prompt and one seed, and nothing on its way. */
export function plainLook({ prompt, seed }: { readonly prompt: string; readonly seed: number }): Look {
  return { prompts: [{ text: prompt, weight: 1 }], seeds: [{ seed, weight: 1 }] }
}

/** The same for each of some frames. */
export function plainLooks(of: { readonly prompt: string; readonly seed: number }, count: number): readonly Look[] {
  return Array.from({ length: count }, () => plainLook(of))
}

/** Whether nothing is mixed. */
export function isPlain({ prompts, seeds }: Look): boolean {
  return prompts.length === 1 && seeds.length === 1
}

/** Whether a look is nothing but one prompt and one seed. */
export function isPlainly(look: Look, { prompt, seed }: { readonly prompt: string; readonly seed: number }): boolean {
  return isPlain(look) && look.prompts[0].text === prompt && look.seeds[0].seed === seed
}
