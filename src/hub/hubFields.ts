import { workerConfigFields } from '#settings/config.ts'
import { boolean, choice, integer, text, type ValuesOf } from '#settings/field.ts'

/** What the commands around models are told. Tokens are not among them: a command line can be read by everybody. */
export const hubFields = {
  models: workerConfigFields.models,
  revision: text({ default: 'main', maxLength: 200, doc: 'Branch, tag or commit of the model on the hub.' }),
  precision: choice({
    default: 'auto',
    choices: ['auto', 'float32', 'float16'],
    doc: 'Which weights to take where a model has both. auto: float16, half the size. float32: for a machine without a GPU.',
  }),
  vae: choice({
    default: 'auto',
    choices: ['auto', 'full', 'tiny'],
    doc: 'Which autoencoder to take. full: that of the model. tiny, auto: TAESD, small and fast.',
  }),
  connections: integer({ default: 4, min: 1, max: 16, doc: 'Files that are downloaded at the same time.' }),
  localFilesOnly: boolean({
    default: false,
    aliases: ['offline'],
    doc: 'Do not use the network. LOCAL_FILES_ONLY=1 and HF_HUB_OFFLINE=1 mean the same.',
  }),
  yes: boolean({ default: false, doc: 'Do not ask.' }),
} as const

export type HubConfig = ValuesOf<typeof hubFields>
