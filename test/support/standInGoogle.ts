import { generateKeyPairSync } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { openStandInService, type StandInService, type Trouble } from './standInService.ts'

/** Google Cloud Translation on this machine. Everything may be changed while it runs. */
export type StandInGoogle = StandInService & {
  trouble: Trouble | undefined
  /** What is known of other languages; everything else is English already. */
  readonly dictionary: Record<string, string>
  /** The variables that lead a server here. */
  readonly environment: { readonly GOOGLE_CLOUD_TRANSLATE_ENDPOINT: string }
  /** Puts a service-account file with a new key in a folder, for `--translation-credentials`. */
  writeCredentials(folder: string): string
}

/** Answers version 3 of the translation API in its REST form. */
export async function openStandInGoogle(dictionary: Record<string, string> = {}): Promise<StandInGoogle> {
  const service = await openStandInService({
    troubleAt: () => google.trouble,
    answer: ({ body }) => ({
      translations: (body.contents as string[]).map((text) => ({
        translatedText: dictionary[text] ?? text,
        detectedLanguageCode: text in dictionary ? 'de' : 'en',
      })),
    }),
  })
  const environment = { GOOGLE_CLOUD_TRANSLATE_ENDPOINT: service.url }
  const trouble: Trouble | undefined = undefined
  const google: StandInGoogle = Object.assign(service, { trouble, dictionary, environment, writeCredentials })
  return google
}

function writeCredentials(folder: string): string {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const path = join(folder, 'service-account.json')
  const account = {
    type: 'service_account',
    project_id: 'stand-in',
    private_key: privateKey.export({ type: 'pkcs8', format: 'pem' }),
    client_email: 'i2i@stand-in.iam.gserviceaccount.com',
  }
  writeFileSync(path, JSON.stringify(account))
  return path
}
