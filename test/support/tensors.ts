import { readFileSync, realpathSync } from 'node:fs'
import type { TensorSource } from '#checkpoint/tensorSource.ts'
import type { Tensors } from '#checkpoint/tensors.ts'
import { fixtureFolder } from './expected.ts'

const dtypes: Readonly<Record<string, TensorSource['dtype']>> = { F32: 'float32', F16: 'float16', I64: 'int64' }

/** The tensors of a file in `test/fixtures`, read in the plainest way. @param path `tiny-sd21/vae/….safetensors` */
export function fixtureTensors(path: string): Tensors {
  const file = realpathSync(`${fixtureFolder('configs')}/../${path}`)
  const bytes = readFileSync(file)
  const start = 8 + Number(bytes.readBigUInt64LE(0))
  const header = JSON.parse(bytes.toString('utf8', 8, start))
  delete header.__metadata__
  const sources = Object.entries<{ dtype: string; shape: number[]; data_offsets: [number, number] }>(header)
  return tensorsOf(
    path,
    sources.map(
      ([
        key,
        {
          dtype,
          shape,
          data_offsets: [from, to],
        },
      ]) => {
        return { key, dtype: dtypes[dtype], shape, file, offset: start + from, bytes: to - from }
      },
    ),
  )
}

/** Tensors that have a name and a shape, but no file behind them: enough to build a graph. */
export function emptyTensors(
  shapes: Readonly<Record<string, readonly number[]>>,
  dtype: 'float32' | 'float16',
): Tensors {
  const sources = Object.entries(shapes).map(([key, shape]) => {
    const bytes = shape.reduce((product, n) => product * n, dtype === 'float32' ? 4 : 2)
    return { key, dtype, shape, file: '/nowhere.safetensors', offset: 0, bytes }
  })
  return tensorsOf('no file', sources)
}

/** The same tensors with some of them left out, renamed or reshaped. @param change undefined leaves one out */
export function changed(tensors: Tensors, change: (tensor: TensorSource) => TensorSource | undefined): Tensors {
  const sources = [...tensors.byKey.values()].map(change)
  return tensorsOf(
    tensors.name,
    sources.filter((source) => source !== undefined),
  )
}

function tensorsOf(name: string, sources: readonly TensorSource[]): Tensors {
  return { name, byKey: new Map(sources.map((source) => [source.key, source])) }
}
