/** Whether a path that a hub names stays below the folder that it is put into, on every system. */
export function isSafePath(path: string): boolean {
  if (path === '' || path.length > 1000 || /[\\\p{Cc}]|^[A-Za-z]:/u.test(path)) return false
  return path.split('/').every((part) => part !== '' && part !== '.' && part !== '..')
}
