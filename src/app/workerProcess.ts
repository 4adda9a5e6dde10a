import { OperatorError } from '#errors/operatorError.ts'
import type { WorkerConfig } from '#settings/config.ts'
import { keepChild, MENDABLE } from './childProcess.ts'
import type { Surroundings } from './surroundings.ts'

/**
 * Keeps one worker running as a child process.
 * @throws OperatorError when it cannot start at all; it has said why on standard error
 */
export function keepWorker(config: WorkerConfig, surroundings: Surroundings): Promise<void> {
  const isAgain = (code: number | null) => {
    if (code !== MENDABLE) return true
    throw new OperatorError('WORKER_REFUSED', 'The worker could not start.', 'See its message above.')
  }
  return keepChild({ command: 'worker', options: config, name: 'the worker', isAgain }, surroundings)
}
