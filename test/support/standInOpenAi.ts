import { openStandInService, type StandInRequest, type StandInService, type Trouble } from './standInService.ts'

/** OpenAI on this machine. Everything may be changed while it runs. */
export type StandInOpenAi = StandInService & {
  /** For `OPENAI_BASE_URL`. */
  readonly baseUrl: string
  /** What fails, and how. */
  readonly troubles: { moderation?: Trouble | undefined; grading?: Trouble | undefined }
  /** Texts with one of these are flagged as violence. */
  readonly flagged: string[]
  /** Texts with one of these are unsafe to the model. */
  readonly brands: string[]
  /** The variables that lead a server here. */
  readonly environment: { readonly OPENAI_API_KEY: string; readonly OPENAI_BASE_URL: string }
}

/** Answers moderations and chat completions as OpenAI does. */
export async function openStandInOpenAi(): Promise<StandInOpenAi> {
  const troubles: StandInOpenAi['troubles'] = {}
  const flagged = ['gore']
  const brands = ['Mickey Mouse']
  const isModeration = (path: string) => path === '/v1/moderations'
  const service = await openStandInService({
    troubleAt: (path) => (isModeration(path) ? troubles.moderation : troubles.grading),
    answer: (request) => (isModeration(request.path) ? moderated(request, flagged) : graded(request, brands)),
  })
  const baseUrl = `${service.url}/v1`
  const environment = { OPENAI_API_KEY: 'sk-stand-in', OPENAI_BASE_URL: baseUrl }
  return Object.assign(service, { baseUrl, troubles, flagged, brands, environment })
}

/** A chat completion whose message is this. */
export function completion(message: Record<string, unknown>, finishReason = 'stop') {
  return {
    id: 'chatcmpl-1',
    object: 'chat.completion',
    created: 1_700_000_000,
    model: 'stand-in',
    choices: [
      {
        index: 0,
        finish_reason: finishReason,
        logprobs: null,
        message: { role: 'assistant', refusal: null, ...message },
      },
    ],
  }
}

function moderated({ body }: StandInRequest, flagged: readonly string[]) {
  const results = (body.input as string[]).map((text) => {
    const violence = flagged.some((word) => text.includes(word))
    return { flagged: violence, categories: { violence, hate: false }, category_scores: { violence: 0.5, hate: 0 } }
  })
  return { id: 'modr-1', model: body.model, results }
}

function graded({ body }: StandInRequest, brands: readonly string[]) {
  const { content } = (body.messages as { content: string }[]).at(-1) as { content: string }
  const found = brands.find((brand) => content.includes(brand))
  const verdict = found
    ? { safety: 'unsafe', reason: `It shows ${found}.` }
    : { safety: 'safe', reason: 'Nothing found.' }
  return completion({ content: JSON.stringify(verdict) })
}
