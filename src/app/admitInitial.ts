import { reasonOf } from '#errors/operatorError.ts'
import { AT_START, type PromptGate } from '#prompts/promptGate.ts'
import type { Settings } from '#settings/schema.ts'
import type { Log } from '#telemetry/log.ts'

/**
 * Has the prompts translated that the show was started with. They are not checked: they come from whoever runs the machine,
 * and a show that starts by itself must not wait for a service.
 */
export async function admitInitial(gate: PromptGate, settings: Settings, log: Log): Promise<void> {
  const { prompt, secondPrompt, negativePrompt, morePrompts } = settings
  const texts = [prompt, secondPrompt, negativePrompt, ...morePrompts.map(({ text }) => text)]
  const given = texts.filter((text) => text.trim() !== '')
  const admit = (text: string) => gate.admit(text, { by: AT_START, isOperator: true })
  for (const outcome of await Promise.allSettled(given.map(admit))) {
    if (outcome.status === 'rejected') log.warn(`a prompt from the start stays as it is: ${reasonOf(outcome.reason)}`)
  }
}
