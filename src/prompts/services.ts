import { parentPort, workerData } from 'node:worker_threads'
import { reasonOf } from '#errors/operatorError.ts'
import { failureOf } from './failureOf.ts'
import { openGoogleTranslation, type Translate } from './googleTranslation.ts'
import { type Checks, openOpenAiChecks } from './openAiChecks.ts'
import type { ServiceOptions, ServiceReply, ServiceRequest } from './serviceMessages.ts'

/**
 * The thread in which the client libraries live. Loading them and the first request of each stop a thread for half a
 * second, and the thread of the server has pictures to send meanwhile.
 */
const { translation, safety } = workerData as ServiceOptions

let isUsable = true
const translate = translation && (await loaded('@google-cloud/translate', () => openGoogleTranslation(translation)))
const checks = safety && (await loaded('openai', () => openOpenAiChecks(safety)))

// otherwise nothing keeps the thread, and it ends after it has said why
if (isUsable) {
  parentPort?.on('message', (request: ServiceRequest) => void answer(request))
  post({ type: 'ready' })
}

async function answer({ id, service, texts }: ServiceRequest): Promise<void> {
  try {
    post({ type: 'answer', id, answer: await serve(service, texts) })
  } catch (error) {
    post({ type: 'failure', id, reason: failureOf(error) })
  }
}

function serve(service: ServiceRequest['service'], texts: readonly string[]) {
  const all: Partial<Checks & { translate: Translate }> = { ...checks, ...(translate && { translate }) }
  const method = all[service]
  if (!method) throw new TypeError(`${service} was asked for and is not on`)
  return method(texts)
}

/** Nothing if it cannot be had. What is thrown here instead could overtake the reason on its way to the server. */
async function loaded<T>(library: string, open: () => Promise<T>): Promise<T | undefined> {
  try {
    return await open()
  } catch (error) {
    const isMissing = (error as { code?: unknown }).code === 'ERR_MODULE_NOT_FOUND'
    post({ type: 'unusable', library, isMissing, reason: reasonOf(error) })
    isUsable = false
    return undefined
  }
}

function post(reply: ServiceReply): void {
  parentPort?.postMessage(reply)
}
