import { broadcastShape } from './broadcastShape.ts'
import { Builder } from './builder.ts'
import { type ElementType, shapeText, sizeOf, type Value } from './value.ts'

/** Operators on values. Every one checks its shapes as it is added, so that an error names the node that is wrong. */
export class Operators extends Builder {
  add(a: Value, b: Value): Value {
    return this.#binary('Add', a, b)
  }

  sub(a: Value, b: Value): Value {
    return this.#binary('Sub', a, b)
  }

  mul(a: Value, b: Value): Value {
    return this.#binary('Mul', a, b)
  }

  div(a: Value, b: Value): Value {
    return this.#binary('Div', a, b)
  }

  /** x times a number. */
  scale(x: Value, factor: number): Value {
    return factor === 1 ? x : this.mul(x, this.constant([factor], [1], x.type))
  }

  /** x plus a number. */
  shift(x: Value, offset: number): Value {
    return offset === 0 ? x : this.add(x, this.constant([offset], [1], x.type))
  }

  exp(x: Value): Value {
    return this.node('Exp', [x], x.shape)
  }

  tanh(x: Value): Value {
    return this.node('Tanh', [x], x.shape)
  }

  sin(x: Value): Value {
    return this.node('Sin', [x], x.shape)
  }

  cos(x: Value): Value {
    return this.node('Cos', [x], x.shape)
  }

  relu(x: Value): Value {
    return this.node('Relu', [x], x.shape)
  }

  sigmoid(x: Value): Value {
    return this.node('Sigmoid', [x], x.shape)
  }

  /** x · sigmoid(alpha · x): SiLU for 1, CLIP's quick_gelu for 1.702. */
  swish(x: Value, alpha = 1): Value {
    if (!this.dialect.contrib) return this.mul(x, this.sigmoid(this.scale(x, alpha)))
    return this.node('QuickGelu', [x], x.shape, { domain: 'com.microsoft', attributes: { alpha: { real: alpha } } })
  }

  silu(x: Value): Value {
    return this.swish(x, 1)
  }

  quickGelu(x: Value): Value {
    return this.swish(x, 1.702)
  }

  /** The exact form, with the error function. */
  gelu(x: Value): Value {
    return this.node('Gelu', [x], x.shape, { attributes: { approximate: { text: 'none' } } })
  }

  mish(x: Value): Value {
    return this.node('Mish', [x], x.shape)
  }

  clip(x: Value, low: number, high: number): Value {
    return this.node('Clip', [x, this.constant([low], [], x.type), this.constant([high], [], x.type)], x.shape)
  }

  softmax(x: Value, axis = -1): Value {
    return this.node('Softmax', [x], x.shape, { attributes: { axis: { int: axis } } })
  }

  /** A view with another shape; one length may be -1. */
  reshape(x: Value, shape: readonly number[]): Value {
    const known = shape.reduce((product, n) => (n === -1 ? product : product * n), 1)
    const full = shape.map((n) => (n === -1 ? sizeOf(x.shape) / known : n))
    if (sizeOf(full) !== sizeOf(x.shape) || !full.every(Number.isInteger)) {
      throw new RangeError(`${this.scope}Reshape: ${x.name} ${shapeText(x.shape)} does not fit ${shapeText(shape)}`)
    }
    if (shapeText(full) === shapeText(x.shape)) return x
    return this.node('Reshape', [x, this.constant(full, [full.length], 'int64')], full)
  }

  transpose(x: Value, order: readonly number[]): Value {
    const isOrder = order.length === x.shape.length && order.toSorted().every((n, i) => n === i)
    if (!isOrder)
      throw new RangeError(`${this.scope}Transpose: ${shapeText(order)} is no order of ${shapeText(x.shape)}`)
    const shape = order.map((axis) => x.shape[axis])
    return this.node('Transpose', [x], shape, { attributes: { perm: { ints: order } } })
  }

  /** Repeats along axes of length 1. */
  expand(x: Value, shape: readonly number[]): Value {
    if (shapeText(shape) === shapeText(x.shape)) return x
    const full = broadcastShape(x.shape, shape, `${this.scope}Expand: ${x.name}`)
    return this.node('Expand', [x, this.constant(full, [full.length], 'int64')], full)
  }

  concat(values: readonly Value[], axis: number): Value {
    const [first] = values
    const at = axis < 0 ? first.shape.length + axis : axis
    for (const value of values) {
      const fits =
        value.shape.length === first.shape.length && value.shape.every((n, i) => i === at || n === first.shape[i])
      if (fits) continue
      const shapes = values.map(({ name, shape }) => `${name} ${shapeText(shape)}`).join(' and ')
      throw new RangeError(`${this.scope}Concat along ${axis}: ${shapes} do not fit`)
    }
    const length = values.reduce((sum, value) => sum + value.shape[at], 0)
    return this.node('Concat', values, first.shape.with(at, length), { attributes: { axis: { int: at } } })
  }

  /** Cuts into equal parts. */
  split(x: Value, parts: number, axis: number): Value[] {
    const at = axis < 0 ? x.shape.length + axis : axis
    const length = x.shape[at] / parts
    if (!Number.isInteger(length))
      throw new RangeError(`${this.scope}Split: ${shapeText(x.shape)} into ${parts} along ${axis}`)
    const shapes = Array.from({ length: parts }, () => x.shape.with(at, length))
    return this.nodes('Split', [x], shapes, { attributes: { axis: { int: at }, num_outputs: { int: parts } } })
  }

  /** `x[from:to]` along one axis. */
  slice(x: Value, axis: number, from: number, to: number): Value {
    const at = axis < 0 ? x.shape.length + axis : axis
    if (from < 0 || to > x.shape[at] || from >= to) {
      throw new RangeError(`${this.scope}Slice: ${from} to ${to} of axis ${axis} of ${x.name} ${shapeText(x.shape)}`)
    }
    if (from === 0 && to === x.shape[at]) return x
    const place = [[from], [to], [at]].map((n) => this.constant(n, [1], 'int64'))
    return this.node('Slice', [x, ...place], x.shape.with(at, to - from))
  }

  /** Rows of a table. @param ids int64 or int32, any shape @returns [...ids, columns] */
  gather(table: Value, ids: Value): Value {
    const shape = [...ids.shape, ...table.shape.slice(1)]
    return this.node('Gather', [table, ids], shape, { attributes: { axis: { int: 0 } }, type: table.type })
  }

  /** a · b over the last two axes; the others are broadcast. */
  matmul(a: Value, b: Value): Value {
    const [rows, inner] = a.shape.slice(-2)
    const [depth, columns] = b.shape.slice(-2)
    if (inner !== depth) throw new RangeError(`${this.scope}MatMul: ${shapeText(a.shape)} times ${shapeText(b.shape)}`)
    const outer = broadcastShape(a.shape.slice(0, -2), b.shape.slice(0, -2), `${this.scope}MatMul`)
    return this.node('MatMul', [a, b], [...outer, rows, columns])
  }

  /** Nearest-neighbour resize of [B, C, H, W] to a height and width: source = floor(target · in / out), as torch does. */
  resizeNearest(x: Value, [height, width]: readonly [number, number]): Value {
    const shape = [...x.shape.slice(0, 2), height, width]
    const attributes = {
      mode: { text: 'nearest' },
      coordinate_transformation_mode: { text: 'asymmetric' },
      nearest_mode: { text: 'floor' },
    }
    const sizes = this.constant(shape, [4], 'int64')
    return this.node('Resize', [x, undefined, undefined, sizes], shape, { attributes })
  }

  /** Zeros around the last two axes of [B, C, H, W]. */
  pad(x: Value, { top = 0, left = 0, bottom = 0, right = 0 }): Value {
    const [batch, channels, height, width] = x.shape
    const pads = this.constant([0, 0, top, left, 0, 0, bottom, right], [8], 'int64')
    return this.node('Pad', [x, pads], [batch, channels, height + top + bottom, width + left + right])
  }

  #binary(op: string, a: Value, b: Value): Value {
    const type: ElementType = a.type
    if (a.type !== b.type) throw new RangeError(`${this.scope}${op}: ${a.name} is ${a.type}, ${b.name} is ${b.type}`)
    const shape = broadcastShape(a.shape, b.shape, `${this.scope}${op}: ${a.name} and ${b.name}`)
    return this.node(op, [a, b], shape, { type })
  }
}
