import { OperatorError } from '#errors/operatorError.ts'
import { shown } from './shown.ts'

const REMEDY = 'Choose a model of the families SDXL, SD 2.x or SD 1.x; docs/models.md lists what works.'

/** A config that asks for something no supported family has. */
export function unsupported(where: string, key: string, value: unknown, remedy: string = REMEDY): OperatorError {
  return new OperatorError(
    'CHECKPOINT_UNSUPPORTED',
    `${where}: ${key} is ${shown(value)}, which is not supported.`,
    remedy,
  )
}
