import { type ErrorCode, OperatorError } from '#errors/operatorError.ts'

/** Findings of a command that has done its work: something that it was given, or has looked at, is not whole. */
const FINDINGS: readonly ErrorCode[] = [
  'DOWNLOAD_DAMAGED',
  'FLEET_INCOMPLETE',
  'MACHINE_UNFIT',
  'RENDER_INCOMPLETE',
  'SHOW_DEGRADED',
]

/**
 * Tells the operator why a command ended.
 * @returns the exit code: 2 for what the operator can mend, 1 for a fault of ours and for findings
 */
export function complain(error: unknown, write = (text: string) => void process.stderr.write(text)): number {
  if (error instanceof OperatorError) {
    write(`${error.message}${error.message.includes('\n') ? '\n' : ' '}${error.remedy}\n`)
    return FINDINGS.includes(error.code) ? 1 : 2
  }
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error)
  write(
    `${stack}\n\nThis is a fault of i2i. Please report it with the lines above and what this prints: npx i2i --version\n`,
  )
  return 1
}
