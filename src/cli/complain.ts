import { OperatorError } from '#errors/operatorError.ts'

/**
 * Tells the operator why a command ended.
 * @returns the exit code: 2 for what the operator can mend, 1 for a fault of ours
 */
export function complain(error: unknown, write = (text: string) => void process.stderr.write(text)): number {
  if (error instanceof OperatorError) {
    write(`${error.message} ${error.remedy}\n`)
    return 2
  }
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error)
  write(
    `${stack}\n\nThis is a fault of i2i. Please report it with the lines above and what this prints: npx i2i --version\n`,
  )
  return 1
}
