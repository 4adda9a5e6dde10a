export type Precision = 'float16' | 'float32'

/** The weights of one component, as they lie in its folder. */
export type Weights = {
  /** Names in the folder: one file, or all shards and their index. */
  readonly files: readonly string[]
  readonly isHalf: boolean
}

// model.safetensors, model.fp16.safetensors, and the two ways in which shards of a variant are called:
// model-00001-of-00002.fp16.safetensors, model.fp16-00001-of-00002.safetensors
const WEIGHT = /^(?:diffusion_pytorch_model|model)(\.fp16)?(?:-(\d{5})-of-(\d{5}))?(\.fp16)?\.safetensors$/
const INDEX = /^(?:diffusion_pytorch_model|model)(\.fp16)?\.safetensors\.index(\.fp16)?\.json$/

/**
 * Picks the weights of a component: the half-precision variant if it is wanted, and otherwise whatever there is. Only
 * safetensors: other formats can hold programs.
 * @param names what lies in the component's folder
 * @returns undefined if there is no complete set
 */
export function weightFiles(names: readonly string[], precision: Precision): Weights | undefined {
  const half = { isHalf: true, files: setOf(names, true) }
  const full = { isHalf: false, files: setOf(names, false) }
  return (precision === 'float16' ? [half, full] : [full, half]).find(({ files }) => files.length > 0)
}

function setOf(names: readonly string[], isHalf: boolean): string[] {
  const found = names.flatMap((name) => {
    const [, before, number, count, after] = WEIGHT.exec(name) ?? []
    const isWeight = WEIGHT.test(name) && Boolean(before ?? after) === isHalf
    return isWeight ? [{ name, number: Number(number ?? 0), count: Number(count ?? 0) }] : []
  })
  const single = found.find(({ count }) => count === 0)
  if (single) return [single.name]
  const shards = found.filter(({ count }) => count === found[0]?.count)
  const isWhole = shards.length > 0 && new Set(shards.map(({ number }) => number)).size === shards[0]?.count
  const index = names.find((name) => INDEX.test(name) && name.includes('.fp16') === isHalf)
  return isWhole && index ? [...shards.map(({ name }) => name), index] : []
}
