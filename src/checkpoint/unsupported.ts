import { OperatorError } from '#errors/operatorError.ts'

/** A config that asks for something no supported family has. */
export function unsupported(where: string, key: string, value: unknown): OperatorError {
  return new OperatorError(
    'CHECKPOINT_UNSUPPORTED',
    `${where}: ${key} is ${JSON.stringify(value)}, which is not supported.`,
    'Choose a model of the families SDXL, SD 2.x or SD 1.x; docs/models.md lists what works.',
  )
}
