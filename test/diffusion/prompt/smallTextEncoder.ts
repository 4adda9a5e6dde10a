import { readFileSync } from 'node:fs'
import type { TextEncoder } from '#diffusion/prompt/textEncoder.ts'
import { fixtureFolder } from '#test/expected.ts'

type Matrix = { readonly rows: number; readonly columns: number; readonly values: ArrayLike<number> }

/** CLIP's text encoder written out in plain loops, for the small checkpoints: slow, but nothing is hidden in it. */
export function smallTextEncoder(checkpoint: 'tiny-sdxl' | 'tiny-sd21', name: string): TextEncoder {
  const folder = `${fixtureFolder(checkpoint)}/${name}`
  const config = JSON.parse(readFileSync(`${folder}/config.json`, 'utf8'))
  const weights = readWeights(`${folder}/model.fp16.safetensors`)
  const width: number = config.hidden_size
  const heads: number = config.num_attention_heads
  const activation = config.hidden_act === 'gelu' ? gelu : quickGelu
  const at = (key: string) => weights.get(key) as Matrix

  const linear = (x: Matrix, key: string) => multiply(x, at(`${key}.weight`), weights.get(`${key}.bias`)?.values)
  const norm = (x: Matrix, key: string) => layerNorm(x, at(`${key}.weight`).values, at(`${key}.bias`).values)
  const layer = (x: Matrix, key: string, mask: readonly number[]) => {
    const h = norm(x, `${key}.layer_norm1`)
    const [q, k, v] = ['q', 'k', 'v'].map((part) => linear(h, `${key}.self_attn.${part}_proj`)) as [
      Matrix,
      Matrix,
      Matrix,
    ]
    const attended = add(x, linear(attention(q, k, v, heads, mask), `${key}.self_attn.out_proj`))
    const wide = map(linear(norm(attended, `${key}.layer_norm2`), `${key}.mlp.fc1`), activation)
    return add(attended, linear(wide, `${key}.mlp.fc2`))
  }

  return {
    async encode(ids, mask) {
      const tokens = at('text_model.embeddings.token_embedding.weight').values
      const positions = at('text_model.embeddings.position_embedding.weight').values
      let x = fill(ids.length, width, (row, column) => {
        return (tokens[(ids[row] as number) * width + column] as number) + (positions[row * width + column] as number)
      })
      let penultimate = x
      for (let i = 0; i < config.num_hidden_layers; i++) {
        penultimate = x
        x = layer(x, `text_model.encoder.layers.${i}`, mask)
      }
      const last = norm(x, 'text_model.final_layer_norm')
      const end = ids.indexOf(Math.max(...ids))
      const row = { rows: 1, columns: width, values: Array.from(last.values).slice(end * width, (end + 1) * width) }
      return {
        last: Float32Array.from(last.values),
        penultimate: Float32Array.from(penultimate.values),
        pooled: weights.has('text_projection.weight')
          ? Float32Array.from(linear(row, 'text_projection').values)
          : undefined,
      }
    },
  }
}

function readWeights(path: string): Map<string, Matrix> {
  const file = readFileSync(path)
  const headerBytes = Number(file.readBigUInt64LE(0))
  const header: Record<string, { shape: number[]; data_offsets: [number, number] }> = JSON.parse(
    file.toString('utf8', 8, 8 + headerBytes),
  )
  delete header.__metadata__
  const start = file.byteOffset + 8 + headerBytes
  return new Map(
    Object.entries(header).map(
      ([
        key,
        {
          shape,
          data_offsets: [from, to],
        },
      ]) => {
        const values = Float64Array.from(new Float16Array(file.buffer.slice(start + from, start + to)))
        return [key, { rows: shape.length > 1 ? (shape[0] as number) : 1, columns: shape.at(-1) as number, values }]
      },
    ),
  )
}

function fill(rows: number, columns: number, value: (row: number, column: number) => number): Matrix {
  return {
    rows,
    columns,
    values: Float64Array.from({ length: rows * columns }, (_, i) => value(Math.floor(i / columns), i % columns)),
  }
}

function map(x: Matrix, change: (value: number) => number): Matrix {
  return fill(x.rows, x.columns, (row, column) => change(x.values[row * x.columns + column] as number))
}

function add(x: Matrix, y: Matrix): Matrix {
  return fill(x.rows, x.columns, (row, column) => {
    const i = row * x.columns + column
    return (x.values[i] as number) + (y.values[i] as number)
  })
}

/** x times the transposed weight, plus the bias. */
function multiply(x: Matrix, weight: Matrix, bias?: ArrayLike<number>): Matrix {
  return fill(x.rows, weight.rows, (row, column) => {
    let sum = bias?.[column] ?? 0
    for (let i = 0; i < x.columns; i++) {
      sum += (x.values[row * x.columns + i] as number) * (weight.values[column * x.columns + i] as number)
    }
    return sum
  })
}

function layerNorm(x: Matrix, weight: ArrayLike<number>, bias: ArrayLike<number>): Matrix {
  const rows = Array.from({ length: x.rows }, (_, row) => {
    const values = Array.from({ length: x.columns }, (_, i) => x.values[row * x.columns + i] as number)
    const mean = values.reduce((sum, v) => sum + v, 0) / x.columns
    const variance = values.reduce((sum, v) => sum + (v - mean) ** 2, 0) / x.columns
    return { mean, scale: 1 / Math.sqrt(variance + 1e-5) }
  })
  return fill(x.rows, x.columns, (row, column) => {
    const { mean, scale } = rows[row] as { mean: number; scale: number }
    const value = ((x.values[row * x.columns + column] as number) - mean) * scale
    return value * (weight[column] as number) + (bias[column] as number)
  })
}

/** Every token looks at itself and at those before it that are not hidden. */
function attention(q: Matrix, k: Matrix, v: Matrix, heads: number, mask: readonly number[]): Matrix {
  const size = q.columns / heads
  const shares = Array.from({ length: heads }, (_, head) =>
    Array.from({ length: q.rows }, (_, row) => {
      const scores = Array.from({ length: row + 1 }, (_, other) => {
        if (mask[other] !== 1) return Number.NEGATIVE_INFINITY
        let sum = 0
        for (let i = head * size; i < (head + 1) * size; i++) {
          sum += (q.values[row * q.columns + i] as number) * (k.values[other * k.columns + i] as number)
        }
        return sum / Math.sqrt(size)
      })
      const highest = Math.max(...scores)
      const powers = scores.map((score) => Math.exp(score - highest))
      const total = powers.reduce((sum, power) => sum + power, 0)
      return powers.map((power) => power / total)
    }),
  )
  return fill(q.rows, q.columns, (row, column) => {
    const weights = shares[Math.floor(column / size)]?.[row] ?? []
    return weights.reduce((sum, share, other) => sum + share * (v.values[other * v.columns + column] as number), 0)
  })
}

function quickGelu(x: number): number {
  return x / (1 + Math.exp(-1.702 * x))
}

function gelu(x: number): number {
  return (x * (1 + erf(x / Math.SQRT2))) / 2
}

/** @see Abramowitz and Stegun, Handbook of Mathematical Functions, 7.1.26: off by at most 1.5e-7 */
function erf(x: number): number {
  const t = 1 / (1 + 0.3275911 * Math.abs(x))
  const polynomial = ((((1.061405429 * t - 1.453152027) * t + 1.421413741) * t - 0.284496736) * t + 0.254829592) * t
  return Math.sign(x) * (1 - polynomial * Math.exp(-x * x))
}
