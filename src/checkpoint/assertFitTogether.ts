import { shown } from './shown.ts'
import type { TextEncoderConfig } from './textEncoderConfig.ts'
import type { TokenizerFiles } from './tokenizerFiles.ts'
import { attends, type UnetConfig } from './unetConfig.ts'
import { unfit } from './unfit.ts'

/** What the parts of a model say of themselves. */
export type Parts = {
  readonly folder: string
  readonly family: 'sdxl' | 'sd'
  readonly unet: { readonly config: UnetConfig }
  readonly textEncoders: readonly TextPart[]
}

type TextPart = { readonly config: TextEncoderConfig; readonly tokenizer: TokenizerFiles }

/** Numbers that an SDXL UNet is told beside the text: [height, width, top, left, height, width]. */
const TIME_IDS = 6

/**
 * Holds the parts of a model against one another: each may be whole, and yet be from another model.
 * @throws OperatorError CHECKPOINT_INVALID
 */
export function assertFitTogether(parts: Parts): void {
  assertEncoders(parts)
  assertPromptWidth(parts)
  for (const encoder of parts.textEncoders) assertTokens(parts.folder, encoder)
}

function assertEncoders({ folder, family, textEncoders, unet }: Parts): void {
  const wanted = family === 'sdxl' ? 2 : 1
  const isSdxl = family === 'sdxl' ? 'is one of SDXL' : 'is none of SDXL'
  if (textEncoders.length !== wanted)
    throw unfit(
      folder,
      `the UNet ${isSdxl} and needs ${wanted} text encoders, but model_index.json names ${textEncoders.length}`,
    )
  if (family === 'sd') return
  const { architecture, projection_dim } = textEncoders[1].config
  if (architecture !== 'CLIPTextModelWithProjection')
    throw unfit(folder, `text_encoder_2 is a ${architecture}, but SDXL needs a CLIPTextModelWithProjection`)
  const { addition_time_embed_dim, projection_class_embeddings_input_dim } = unet.config
  const width = projection_dim + TIME_IDS * (addition_time_embed_dim ?? 0)
  if (width === projection_class_embeddings_input_dim) return
  const summands = `projection_dim ${projection_dim} and ${TIME_IDS} times addition_time_embed_dim ${addition_time_embed_dim}`
  throw unfit(
    folder,
    `the UNet's projection_class_embeddings_input_dim is ${projection_class_embeddings_input_dim}, but ${summands} make ${width}`,
  )
}

function assertPromptWidth({ folder, textEncoders, unet: { config } }: Parts): void {
  const width = textEncoders.reduce((sum, encoder) => sum + encoder.config.hidden_size, 0)
  const other = config.cross_attention_dim.find((n, level) => attends(config, level) && n !== width)
  if (other === undefined) return
  const what = `the UNet reads prompts of ${other} numbers a token, but the text encoders make ${width}`
  const files = textEncoders.map((_, i) => `text_encoder${i === 0 ? '' : `_${i + 1}`}/config.json`).join(' and ')
  throw unfit(folder, `${what} (cross_attention_dim in unet/config.json, hidden_size in ${files})`)
}

function assertTokens(folder: string, { config, tokenizer }: TextPart): void {
  const { vocab_size, max_position_embeddings } = config
  if (tokenizer.modelMaxLength > max_position_embeddings) {
    const lengths = `${tokenizer.modelMaxLength} tokens, but its text encoder reads ${max_position_embeddings}`
    throw unfit(folder, `a tokenizer makes prompts of ${lengths}`)
  }
  for (const [token, id] of Object.entries(tokenizer.vocab)) {
    if (id >= vocab_size)
      throw unfit(
        folder,
        `the token ${shown(token)} has the id ${id}, but its text encoder knows only ${vocab_size} tokens`,
      )
  }
}
