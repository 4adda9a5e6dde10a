import { useEffect, useState } from 'preact/hooks'
import { ask } from './ask.ts'

/** Something the server lists: asked for when it is first shown, and again when `occasion` changes. */
export function useList<T>(
  path: string,
  occasion: unknown,
): { readonly list: T | undefined; readonly problem?: string } {
  const [state, setState] = useState<{ list: T | undefined; problem?: string }>({ list: undefined })
  useEffect(() => {
    let isWanted = true
    ask<T>('GET', path).then(
      (list) => isWanted && setState({ list }),
      (error: Error) => isWanted && setState({ list: undefined, problem: error.message }),
    )
    return () => {
      isWanted = false
    }
  }, [path, occasion])
  return state
}
