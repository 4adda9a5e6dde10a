import type { LayerWeights } from './initializer.ts'
import { Operators } from './operators.ts'
import { shapeText, type Value } from './value.ts'

export type ConvOptions = {
  /** Both axes; 1 if left out. */
  readonly stride?: number
  /** Zeros on each side; half the kernel if left out. */
  readonly padding?: number
  /** Channels of the result; a weight that makes others is refused. If left out, the weight says. */
  readonly channels?: number | undefined
  /** Length of the kernel along both axes; a weight with another one is refused. If left out, the weight says. */
  readonly kernel?: number | undefined
  /** Whether there is a bias; true if left out. */
  readonly bias?: boolean
}

export type LinearOptions = Pick<ConvOptions, 'channels' | 'bias'>

export type AttentionOptions = {
  readonly heads: number
  /** Added to the scores before the softmax, [1 or B, 1 or heads, S, T]. */
  readonly bias?: Value
}

/** Layers: operators with the weights of a checkpoint. A node is called after the place of its weights. */
export class Graph extends Operators {
  /**
   * A convolution.
   * @param x [B, C, H, W] @returns [B, C', H', W']
   */
  conv(x: Value, weights: LayerWeights, options: ConvOptions = {}): Value {
    const { stride = 1, padding, channels, kernel, bias: hasBias = true } = options
    const found = weights.shapeOf('weight')
    const [outChannels, kernelHeight, kernelWidth] = [
      channels ?? found[0],
      kernel ?? found[2] ?? 1,
      kernel ?? found[3] ?? 1,
    ]
    const [batch, inChannels, height, width] = x.shape
    const weight = this.weight(weights.take('weight', [outChannels, inChannels, kernelHeight, kernelWidth]))
    const bias = hasBias ? this.weight(weights.take('bias', [outChannels])) : undefined
    const vertical = padding ?? (kernelHeight - 1) / 2
    const horizontal = padding ?? (kernelWidth - 1) / 2
    const outHeight = Math.floor((height + 2 * vertical - kernelHeight) / stride) + 1
    const outWidth = Math.floor((width + 2 * horizontal - kernelWidth) / stride) + 1
    const attributes = {
      kernel_shape: { ints: [kernelHeight, kernelWidth] },
      pads: { ints: [vertical, horizontal, vertical, horizontal] },
      strides: { ints: [stride, stride] },
    }
    const inputs = bias ? [x, weight, bias] : [x, weight]
    return this.node('Conv', inputs, [batch, outChannels, outHeight, outWidth], { attributes, name: weights.path })
  }

  /** x · Wᵀ + b over the last axis. A 1x1 convolution's weight counts as a matrix. @param x [..., C] @returns [..., C'] */
  linear(x: Value, weights: LayerWeights, options: LinearOptions = {}): Value {
    return this.linearRows(x, weights, 0, options.channels ?? weights.shapeOf('weight')[0], options)
  }

  /** Some outputs of a linear layer only: rows `from` to `to` of its weight, read where they lie in the file. */
  linearRows(
    x: Value,
    weights: LayerWeights,
    from: number,
    to: number,
    { channels: outChannels, bias: hasBias = true }: LinearOptions = {},
  ): Value {
    const found = weights.shapeOf('weight')
    const channels = x.shape.at(-1) ?? 1
    const shape = [outChannels ?? found[0], channels, ...found.slice(2).map(() => 1)]
    const matrix = this.#rows(weights, 'weight', shape, from, to)
    const weight = this.weight(matrix, [to - from, channels])
    const bias = hasBias ? this.weight(this.#rows(weights, 'bias', [shape[0]], from, to)) : undefined
    const rows = this.reshape(x, [-1, channels])
    const inputs = bias ? [rows, weight, bias] : [rows, weight]
    const options = { attributes: { transB: { int: 1 } }, name: weights.path }
    const product = this.node('Gemm', inputs, [rows.shape[0], to - from], options)
    return this.reshape(product, [...x.shape.slice(0, -1), to - from])
  }

  #rows(weights: LayerWeights, key: string, shape: readonly number[], from: number, to: number) {
    const tensor = weights.take(key, shape)
    if (from === 0 && to === shape[0]) return tensor
    const rowBytes = tensor.bytes / shape[0]
    return {
      ...tensor,
      key: `${tensor.key}[${from}:${to}]`,
      shape: [to - from, ...shape.slice(1)],
      offset: tensor.offset + from * rowBytes,
      bytes: (to - from) * rowBytes,
    }
  }

  /**
   * Group normalisation as an instance normalisation of groups, which every provider runs well.
   * @param x [B, C, ...] @see Wu and He 2018, https://arxiv.org/abs/1803.08494
   */
  groupNorm(x: Value, weights: LayerWeights, { groups, epsilon = 1e-5 }: { groups: number; epsilon?: number }): Value {
    const [batch, channels, ...rest] = x.shape
    if (channels % groups !== 0) throw new RangeError(`${weights.path}: ${channels} channels in ${groups} groups`)
    const ones = this.constant(Array(groups).fill(1), [groups])
    const zeros = this.constant(Array(groups).fill(0), [groups])
    const grouped = this.reshape(x, [batch, groups, -1])
    const attributes = { epsilon: { real: epsilon } }
    const name = weights.path
    const normal = this.node('InstanceNormalization', [grouped, ones, zeros], grouped.shape, { attributes, name })
    const flat = [channels, ...rest.map(() => 1)]
    const scaled = this.mul(this.reshape(normal, x.shape), this.weight(weights.take('weight', [channels]), flat))
    return this.add(scaled, this.weight(weights.take('bias', [channels]), flat))
  }

  /** Normalises the last axis. @see Ba et al. 2016, https://arxiv.org/abs/1607.06450 */
  layerNorm(x: Value, weights: LayerWeights, { epsilon = 1e-5 } = {}): Value {
    const channels = x.shape.at(-1) ?? 1
    const inputs = [x, ...['weight', 'bias'].map((key) => this.weight(weights.take(key, [channels])))]
    const attributes = { axis: { int: -1 }, epsilon: { real: epsilon } }
    return this.node('LayerNormalization', inputs, x.shape, { attributes, name: weights.path })
  }

  /**
   * softmax(q · kᵀ / √d) · v for each head.
   * @param q [B, S, heads · d] @param k [B, T, heads · d] @param v as k @returns [B, S, heads · d]
   * @see Vaswani et al. 2017, https://arxiv.org/abs/1706.03762
   */
  attention(q: Value, k: Value, v: Value, options: AttentionOptions): Value {
    const [batch, , width] = q.shape
    const [contextBatch, tokens, contextWidth] = k.shape
    const fits = contextBatch === batch && contextWidth === width && shapeText(k.shape) === shapeText(v.shape)
    if (!fits || width % options.heads !== 0) {
      const shapes = [q, k, v].map(({ shape }) => shapeText(shape)).join(', ')
      throw new RangeError(`${this.scope}attention with ${options.heads} heads does not fit ${shapes}`)
    }
    const isFused = this.dialect.attention === 'fused' && options.bias === undefined && tokens > 0
    return isFused ? this.#fusedAttention(q, k, v, options.heads) : this.#plainAttention(q, k, v, options)
  }

  #fusedAttention(q: Value, k: Value, v: Value, heads: number): Value {
    const attributes = { num_heads: { int: heads } }
    return this.node('MultiHeadAttention', [q, k, v], q.shape, { domain: 'com.microsoft', attributes })
  }

  #plainAttention(q: Value, k: Value, v: Value, { heads, bias }: AttentionOptions): Value {
    const [batch, , width] = q.shape
    const depth = width / heads
    const byHead = (x: Value, order: readonly number[]) =>
      this.transpose(this.reshape(x, [batch, -1, heads, depth]), order)
    // both sides carry half of the scale: float16 scores would overflow otherwise
    const queries = this.scale(byHead(q, [0, 2, 1, 3]), depth ** -0.25)
    const keys = this.scale(byHead(k, [0, 2, 3, 1]), depth ** -0.25)
    const scores = this.matmul(queries, keys)
    const weights = this.softmax(bias ? this.add(scores, bias) : scores)
    return this.reshape(this.transpose(this.matmul(weights, byHead(v, [0, 2, 1, 3])), [0, 2, 1, 3]), q.shape)
  }
}
