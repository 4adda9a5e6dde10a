// few enough to stay in the fastest cache
const CHUNK = 2048

/**
 * Tensors of one size, each times its weight, added up in double precision and rounded once.
 * @param total takes the sum, all of it; a new tensor if left out
 */
export function weightedSum(
  tensors: readonly Float32Array[],
  weights: readonly number[],
  total: Float32Array = new Float32Array(tensors[0].length),
): Float32Array {
  const sums = new Float64Array(Math.min(CHUNK, total.length))
  for (let from = 0; from < total.length; from += CHUNK) {
    const count = Math.min(CHUNK, total.length - from)
    sums.fill(0)
    for (let k = 0; k < tensors.length; k++) add(sums, tensors[k], weights[k], from, count)
    store(total, sums, from, count)
  }
  return total
}

// functions of their own: V8 compiles one that is called often far better than a loop that is entered once
function add(sums: Float64Array, tensor: Float32Array, weight: number, from: number, count: number): void {
  for (let i = 0; i < count; i++) sums[i] += tensor[from + i] * weight
}

function store(total: Float32Array, sums: Float64Array, from: number, count: number): void {
  for (let i = 0; i < count; i++) total[from + i] = sums[i]
}
