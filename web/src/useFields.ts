import { useEffect, useState } from 'preact/hooks'
import { ask } from './ask.ts'
import type { Fields } from './fields.ts'

/** Limits and sentences of all settings, as soon as the server has told them. */
export function useFields(isConnected: boolean): Fields | undefined {
  const [fields, setFields] = useState<Fields>()
  useEffect(() => {
    if (!isConnected) return
    ask<Fields>('GET', '/api/settings/fields').then(setFields, (error) => console.warn(error)) // asked again at the next connection
  }, [isConnected])
  return fields
}
