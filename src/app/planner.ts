import type { Plan } from '#dispatch/toJobs.ts'
import type { Frame } from '#frame/frame.ts'
import type { Look } from '#frame/look.ts'
import type { Motion } from '#motion/motion.ts'
import type { PromptGate } from '#prompts/promptGate.ts'
import { parametersOf } from '#settings/schema.ts'

/** Says of a batch what shall be done to it: the settings and what moves, with prompts as the model gets them. */
export function planner(motion: Motion, gate: Pick<PromptGate, 'admitted'>): (frames: readonly Frame[]) => Plan {
  const used = (text: string) => gate.admitted(text).used
  const translated = ({ prompts, seeds }: Look): Look => ({
    prompts: prompts.map(({ text, weight }) => ({ text: used(text), weight })),
    seeds,
  })
  return (frames) => {
    const looks = frames.map(({ capturedMono }) => translated(motion.lookAt(capturedMono)))
    const parameters = parametersOf(motion.settingsAt(frames[0].capturedMono))
    const [{ prompts, seeds }] = looks
    // those that weigh most stand for all where only one can be told
    const [{ text }] = prompts
    const [{ seed }] = seeds
    const negativePrompt = used(parameters.negativePrompt)
    return { looks, parameters: Object.freeze({ ...parameters, prompt: text, negativePrompt, seed }) }
  }
}
