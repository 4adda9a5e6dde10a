/**
 * Brings text to the form that CLIP's merges were learned on: control, format, private and unassigned characters and
 * lone surrogates are dropped, CJK ideographs stand by themselves, NFC, lower-case; accents stay.
 *
 * @returns words without white space, in their order
 * @see transformers `CLIPTokenizer` without ftfy: `BasicTokenizer(strip_accents=False, do_split_on_punc=False)`
 */
export function normalize(text: string): string[] {
  return text
    .replace(WHITE, ' ')
    .replace(DROPPED, '')
    .replace(IDEOGRAPH, ' $& ')
    .normalize('NFC')
    .split(/\s+/u)
    .filter((word) => word !== '')
    .map((word) => word.toLowerCase())
}

const WHITE = /[\t\n\r\p{Zs}]/gu
const DROPPED = /[\p{C}\u{FFFD}]/gu
// the blocks that BERT's tokenizer takes for Chinese characters; kana and hangul are not among them
const IDEOGRAPH =
  /[\u{4E00}-\u{9FFF}\u{3400}-\u{4DBF}\u{20000}-\u{2A6DF}\u{2A700}-\u{2B73F}\u{2B740}-\u{2B81F}\u{2B820}-\u{2CEAF}\u{F900}-\u{FAFF}\u{2F800}-\u{2FA1F}]/gu
