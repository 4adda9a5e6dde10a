import { useEffect, useState } from 'preact/hooks'
import { ask } from './ask.ts'
import { useDesk } from './desk.tsx'

export type Listed<T> = { readonly list: T | undefined; readonly problem?: string }

/** Something the server lists: asked for when it is first shown, when `occasion` changes, and when the server is back. */
export function useList<T>(path: string, occasion = 0): Listed<T> {
  const { isConnected } = useDesk().server
  const [state, setState] = useState<Listed<T> & { readonly occasion?: number }>({ list: undefined })
  useEffect(() => {
    if (!isConnected) return // what was listed stays
    let isWanted = true
    ask<T>('GET', path).then(
      (list) => isWanted && setState({ list, occasion }),
      (error: Error) => isWanted && setState({ list: undefined, problem: error.message, occasion }),
    )
    return () => {
      isWanted = false
    }
  }, [path, occasion, isConnected])
  return state
}
