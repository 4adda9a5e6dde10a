import type { TranslationOptions } from './serviceMessages.ts'

/** Translates texts to English, all in one request. */
export type Translate = (texts: readonly string[]) => Promise<readonly string[]>

/**
 * Google Cloud Translation, by its client library.
 *
 * Of the library's clients, this is the one for version 3 in its REST form: it signs with the service account by itself,
 * can be cut off, and turns a malformed answer into an error; the one for version 2 ends the process on such an answer.
 */
export async function openGoogleTranslation({ account, endpoint, limitMs }: TranslationOptions): Promise<Translate> {
  const { v3 } = await import('@google-cloud/translate')
  const client = new v3.TranslationServiceClient({
    fallback: true,
    credentials: account,
    projectId: account.project_id,
    // the time limit of a call is for gRPC only: this one holds for every request, to the end of its body
    clientOptions: { transporterOptions: { timeout: limitMs } },
    ...placeOf(endpoint),
  })
  const parent = `projects/${account.project_id}/locations/global`
  return async (texts) => {
    const request = { parent, contents: [...texts], mimeType: 'text/plain', targetLanguageCode: 'en' }
    const [answer] = await client.translateText(request)
    return readTranslations(answer.translations, texts)
  }
}

function placeOf(endpoint: string | undefined) {
  if (endpoint === undefined) return {}
  const { protocol, hostname, port } = new URL(endpoint)
  const isPlain = protocol === 'http:'
  return { apiEndpoint: hostname, port: Number(port) || (isPlain ? 80 : 443), protocol: isPlain ? 'http' : 'https' }
}

function readTranslations(
  translations: readonly { translatedText?: string | null }[] | null | undefined,
  texts: readonly string[],
): string[] {
  if (translations?.length !== texts.length) throw new Error('an answer without translations')
  return translations.map(({ translatedText }, i) => {
    if (!translatedText) throw new Error('an empty translation')
    return withoutEntities(translatedText, texts[i] as string)
  })
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&amp;': '&',
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&#39;': "'",
}

/** Plain text is asked for, and yet apostrophes have been seen to come back as HTML writes them. */
function withoutEntities(translated: string, original: string): string {
  const pattern = /&(?:amp|lt|gt|quot|#39);/g
  return pattern.test(original) ? translated : translated.replaceAll(pattern, (entity) => ENTITIES[entity] ?? entity)
}
