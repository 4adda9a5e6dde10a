/** Whether this is what a wait or a request throws because its signal aborted. */
export function isAbort(error: unknown): error is Error {
  return error instanceof Error && error.name === 'AbortError'
}
