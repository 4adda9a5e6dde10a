import type { SchedulerConfig } from '#checkpoint/schedulerConfig.ts'
import { OperatorError } from '#errors/operatorError.ts'
import { eulerScheduler } from './eulerScheduler.ts'
import { type LcmOptions, lcmScheduler } from './lcmScheduler.ts'
import type { Scheduler } from './scheduler.ts'

/**
 * The scheduler that a checkpoint's `scheduler_config.json` asks for, with the numbers of diffusers 0.23.1.
 *
 * @param options of LCM; the others have none
 * @throws OperatorError CHECKPOINT_UNSUPPORTED, CHECKPOINT_INVALID for a config whose pictures could not be those of diffusers
 */
export function openScheduler(config: SchedulerConfig, options: LcmOptions = {}): Scheduler {
  switch (config._class_name) {
    case 'EulerDiscreteScheduler':
    case 'EulerAncestralDiscreteScheduler':
      return eulerScheduler(config)
    case 'LCMScheduler':
      return lcmScheduler(config, options)
    default:
      throw new OperatorError(
        'CHECKPOINT_UNSUPPORTED',
        `The scheduler ${(config as SchedulerConfig)._class_name} is not supported.`,
        'In scheduler_config.json, write EulerDiscreteScheduler, EulerAncestralDiscreteScheduler or LCMScheduler as _class_name.',
      )
  }
}
