import { Tokenizer as Library } from '@huggingface/tokenizers'
import type { TokenizerFiles } from '#checkpoint/tokenizerFiles.ts'
import { OperatorError } from '#errors/operatorError.ts'
import { normalize } from './normalize.ts'

/** Text to the token ids of one CLIP text encoder. */
export type Tokenizer = {
  /** How many ids of text a prompt may have: 75. */
  readonly maxTokens: number
  /**
   * Ids of the text alone: no start, end or padding, not cut. Takes any string.
   * @param enough stop early, once there are at least this many
   */
  encode(text: string, enough?: number): number[]
  /** Start, the first `maxTokens` of the ids, end, padding: always `maxTokens + 2` ids. */
  pad(ids: readonly number[]): number[]
}

/**
 * Makes a tokenizer from a checkpoint's `vocab.json` and `merges.txt`.
 *
 * The ids are those of transformers' slow `CLIPTokenizer`. Special tokens in the text become their ids; so does the
 * padding token, which in Stable Diffusion 2 is `!`.
 *
 * @throws OperatorError CHECKPOINT_INVALID if a special token is not in the vocabulary
 */
export function openTokenizer(files: TokenizerFiles): Tokenizer {
  const library = new Library(tokenizerJson(files), {})
  const bos = idOf(files, files.bosToken)
  const eos = idOf(files, files.eosToken)
  const padding = idOf(files, files.padToken)
  const length = Math.min(files.modelMaxLength, POSITIONS)
  const maxTokens = length - 2
  return {
    maxTokens,
    encode(text, enough = Number.POSITIVE_INFINITY) {
      const ids: number[] = []
      for (const word of normalize(text)) {
        if (ids.length >= enough) break
        ids.push(...library.encode(word.slice(0, LONGEST_WORD), { add_special_tokens: false }).ids)
      }
      return ids
    },
    pad(ids) {
      const kept = ids.slice(0, maxTokens)
      return [bos, ...kept, eos, ...new Array<number>(maxTokens - kept.length).fill(padding)]
    },
  }
}

/** CLIP's text encoders have this many positions. */
const POSITIONS = 77
// Merging takes longer the longer a word is. No prompt reads so far into one word: 75 tokens of at most some 50 characters.
const LONGEST_WORD = 8192

/** The pattern that CLIP splits words with before merging. */
const PIECES = "'s|'t|'re|'ve|'m|'ll|'d|[\\p{L}]+|[\\p{N}]|[^\\s\\p{L}\\p{N}]+"

function tokenizerJson(files: TokenizerFiles) {
  const required = [files.bosToken, files.eosToken, files.padToken, files.unkToken]
  // some checkpoints name further special tokens without giving them ids: those are text
  const further = files.specialTokens.filter((token) => token !== '' && Object.hasOwn(files.vocab, token))
  const special = new Set([...required, ...further])
  return {
    added_tokens: [...special].map((content) => ({
      content,
      id: idOf(files, content),
      normalized: false,
      special: true,
    })),
    normalizer: null, // words come normalized already
    pre_tokenizer: {
      type: 'Sequence',
      pretokenizers: [
        { type: 'Split', pattern: { Regex: PIECES }, behavior: 'Removed', invert: true },
        { type: 'ByteLevel', add_prefix_space: false, use_regex: false },
      ],
    },
    post_processor: null,
    decoder: null,
    model: {
      type: 'BPE',
      vocab: files.vocab,
      merges: files.merges,
      unk_token: files.unkToken,
      end_of_word_suffix: '</w>',
      continuing_subword_suffix: null,
      ignore_merges: false,
    },
  }
}

function idOf(files: TokenizerFiles, token: string): number {
  if (Object.hasOwn(files.vocab, token)) return files.vocab[token] as number
  throw new OperatorError(
    'CHECKPOINT_INVALID',
    `The tokenizer's special token ${JSON.stringify(token)} is not in its vocabulary of ${Object.keys(files.vocab).length} entries.`,
    'Download the model again: its tokenizer folder does not belong together.',
  )
}
