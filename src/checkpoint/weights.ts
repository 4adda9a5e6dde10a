import { OperatorError } from '#errors/operatorError.ts'
import type { TensorSource } from './tensorSource.ts'
import type { Tensors } from './tensors.ts'

const REMEDY =
  'Check that all files of the model belong together: `npx i2i model verify` for a downloaded one, otherwise convert or download it again.'
/** Names in one message. */
const SHOWN = 5
/** What networks are computed in; anything else comes of quantising. */
const floats: readonly TensorSource['dtype'][] = ['float32', 'float16', 'bfloat16']

/** A place in a component's keys; `take` gives a tensor and remembers that it was asked for. */
export class Weights {
  readonly path: string
  readonly #tensors: Tensors
  readonly #taken: Set<string>
  readonly #ignored: RegExp[]
  readonly #places: Set<string>

  /** The root of a component. */
  constructor(tensors: Tensors, below?: { path: string; root: Weights }) {
    this.#tensors = tensors
    this.path = below ? below.path : ''
    this.#taken = below ? below.root.#taken : new Set()
    this.#ignored = below ? below.root.#ignored : []
    this.#places = below ? below.root.#places : placesOf(tensors)
  }

  /** A place below this one. */
  at(...keys: readonly (string | number)[]): Weights {
    return new Weights(this.#tensors, { path: this.keyOf(keys.join('.')), root: this })
  }

  /** Whether there is a tensor of that key, or anything below it. */
  has(key: string): boolean {
    return this.#places.has(this.keyOf(key))
  }

  keyOf(key: string): string {
    return this.path === '' ? key : `${this.path}.${key}`
  }

  /** @throws OperatorError CHECKPOINT_INVALID if it is missing */
  shapeOf(key: string): readonly number[] {
    return this.#find(key).shape
  }

  /** @throws OperatorError CHECKPOINT_INVALID if it is missing, has another shape or holds no floating-point numbers */
  take(key: string, shape: readonly number[]): TensorSource {
    const tensor = this.#find(key)
    if (tensor.shape.length !== shape.length || tensor.shape.some((n, i) => n !== shape[i])) {
      const shapes = `[${tensor.shape.join(', ')}] instead of [${shape.join(', ')}]`
      throw invalid(`The weight ${tensor.key} of ${this.#tensors.name} has the shape ${shapes}.`)
    }
    if (!floats.includes(tensor.dtype)) {
      const types = `${tensor.dtype} numbers instead of float32, float16 or bfloat16`
      throw invalid(`The weight ${tensor.key} of ${this.#tensors.name} holds ${types}.`)
    }
    this.#taken.add(tensor.key)
    return tensor
  }

  /** @param pattern full keys that may be left over */
  ignore(pattern: RegExp): void {
    this.#ignored.push(pattern)
  }

  /** @throws OperatorError CHECKPOINT_INVALID naming the weights that no network has asked for */
  assertAllTaken(): void {
    const left = [...this.#tensors.byKey.keys()].filter(
      (key) => !this.#taken.has(key) && !this.#ignored.some((pattern) => pattern.test(key)),
    )
    if (left.length === 0) return
    const more = left.length > SHOWN ? ` and ${left.length - SHOWN} more` : ''
    throw invalid(
      `${this.#tensors.name} has weights that its config does not account for: ${left.slice(0, SHOWN).join(', ')}${more}.`,
    )
  }

  #find(key: string): TensorSource {
    const tensor = this.#tensors.byKey.get(this.keyOf(key))
    if (tensor) return tensor
    throw invalid(`The weight ${this.keyOf(key)} is missing in ${this.#tensors.name}.`)
  }
}

function placesOf({ byKey }: Tensors): Set<string> {
  const places = new Set<string>()
  for (const key of byKey.keys()) {
    for (let end = key.length; end > 0; end = key.lastIndexOf('.', end - 1)) places.add(key.slice(0, end))
  }
  return places
}

function invalid(message: string): OperatorError {
  return new OperatorError('CHECKPOINT_INVALID', message, REMEDY)
}
