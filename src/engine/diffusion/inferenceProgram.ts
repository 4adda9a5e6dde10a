import { parentPort, workerData } from 'node:worker_threads'
import { type OpenModel, openModel } from '#diffusion/openModel.ts'
import { OperatorError } from '#errors/operatorError.ts'
import { picturesBytes } from '#frame/pictures.ts'
import { toFailure } from './failure.ts'
import type { Answer, Request, ThreadOptions } from './messages.ts'
import { putBack, redraw } from './redraw.ts'

// runs as a thread of its own: opens a model, and does what it is told to, one after the other
const say = (answer: Answer) => parentPort?.postMessage(answer)
const log = (level: 'info' | 'warn') => (text: string) => say({ type: 'log', level, text })

let last = open(workerData as ThreadOptions)
parentPort?.on('message', (request: Request) => {
  last = last.then((opened) => answer(opened, request))
})

async function open(options: ThreadOptions): Promise<OpenModel | undefined> {
  try {
    const opened = await openModel(options, { info: log('info'), warn: log('warn') })
    const { choice, description, hasGuidance } = opened
    say({ type: 'opened', opened: { choice, description, hasGuidance } })
    return opened
  } catch (error) {
    say({ type: 'unusable', failure: toFailure(error) })
    return undefined
  }
}

async function answer(opened: OpenModel | undefined, request: Request): Promise<OpenModel | undefined> {
  if (request.type === 'close') {
    await opened?.model[Symbol.asyncDispose]()
    parentPort?.close()
    return undefined
  }
  const { id } = request
  try {
    if (!opened) throw new Error('the model could not be opened')
    if (request.type === 'prepare') await prepare(opened, request)
    else await transform(opened, request)
    say({ type: 'done', id })
  } catch (error) {
    say({ type: 'done', id, failure: toFailure(error) })
    // the next batch finds new sessions; the answer has gone ahead
    if (!isInnocent(error)) await opened?.model.rebuild()
  }
  return opened
}

async function prepare({ model, choice }: OpenModel, request: Request & { type: 'prepare' }): Promise<void> {
  const { shape, parameters } = request
  await model.prepare(shape, { guidance: shape.guided, prompt: parameters })
  // on a GPU the first run is slow: programs are compiled, algorithms chosen
  if (choice.device.provider === 'cpu') return
  const pictures = new Uint8Array(picturesBytes(shape, shape.count)).fill(128)
  await model.transform({ ...parameters, ...shape, pictures, numInferenceSteps: 1, strength: 1 })
}

async function transform({ model }: OpenModel, { batch, as }: Request & { type: 'transform' }): Promise<void> {
  for (const drawn of await redraw(model, batch, as)) putBack(batch, drawn, as)
}

/** What is wrong with a job and not with the sessions. */
function isInnocent(error: unknown): boolean {
  return error instanceof OperatorError && ['PROMPT_INVALID', 'SETTING_INVALID'].includes(error.code)
}
