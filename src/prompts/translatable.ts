/** A prompt taken apart: the texts to translate, and how they go back between the syntax. */
export type Translatable = {
  /** Without white space around; none if there is nothing to translate. */
  readonly texts: readonly string[]
  /** The prompt again, with other texts in their places. */
  join(translated: readonly string[]): string
}

/**
 * Takes a prompt apart, so that weights, blends and line breaks do not go through the translation, which would move,
 * space or drop them. A prompt without any is one text. A word with a weight is a text of its own; if it becomes several
 * words, they get parentheses, so that the weight still holds for all of them: `Hauskatze++` → `(domestic cat)++`.
 *
 * The price: each text is understood without the others. `cat` and `wood` may come out where the whole sentence would have
 * made `wildcat` and `forest`.
 */
export function translatable(prompt: string): Translatable {
  const pieces = [...prompt.matchAll(PIECES)].map(pieceOf)
  const hasSyntax = pieces.some(({ kind }) => kind !== 'text')
  const isTranslated = ({ text, kind }: Piece) => kind !== 'syntax' && /\p{L}/u.test(text)
  return {
    texts: pieces.filter(isTranslated).map(({ text }) => text.trim()),
    join(translated) {
      const texts = [...translated]
      const parts = pieces.map((piece) => (isTranslated(piece) ? put(piece, texts.shift() ?? '', hasSyntax) : piece))
      return parts.map((part, i) => gap(parts[i - 1], part) + part.text + part.after).join('')
    },
  }
}

type Piece = {
  readonly text: string
  /** weighted: a word with signs behind it */
  readonly kind: 'text' | 'weighted' | 'syntax'
  /** The signs of a weighted word. */
  readonly after: string
  readonly isChanged?: boolean
}

const SYNTAX = [
  String.raw`\.\s*(?:blend|and|add|attend|swap)\s*\([^()]*\)`,
  String.raw`(?:use|with)Lora\s*\([^()]*\)`,
  String.raw`\\[()"]`,
  // a parenthesis or quotes that close, with the weight
  String.raw`(?<=\S)[)"](?:\++|-+|\d*\.\d+|\d+\.?)`,
  '[()"]',
  String.raw`[^\S\n]*\n\s*`,
].join('|')
const WEIGHTED = String.raw`([^\s()",.\\+-]+(?:[+-]+[^\s()",.\\+-]+)*)(\++|-+)(?=[\s()",.]|$)`
const PIECES = new RegExp(`(${SYNTAX})|${WEIGHTED}|(?:(?!${SYNTAX}|(?<![^\\s()"])${WEIGHTED})[^])+`, 'gu')

function pieceOf([all, syntax, word, signs]: RegExpExecArray): Piece {
  if (syntax !== undefined) return { text: syntax, kind: 'syntax', after: '' }
  if (word !== undefined) return { text: word, kind: 'weighted', after: signs as string }
  return { text: all, kind: 'text', after: '' }
}

function put({ text, kind, after }: Piece, translated: string, hasSyntax: boolean): Piece {
  const core = text.trim()
  if (translated === core) return { text, kind, after }
  // what the translation brings along must not be read as syntax
  const safe = hasSyntax ? translated.replaceAll(/[()"]/g, '\\$&') : translated
  const whole = kind === 'weighted' && /\s/.test(safe) ? `(${safe})` : safe
  const start = text.indexOf(core)
  return { text: text.slice(0, start) + whole + text.slice(start + core.length), kind, after, isChanged: true }
}

/** Languages that write without spaces leave none between a word and a parenthesis; English wants one. */
function gap(before: Piece | undefined, next: Piece): string {
  if (!before || !(before.isChanged || next.isChanged)) return ''
  const end = before.text + before.after
  const opens = next.kind === 'weighted' || /^[("]$/.test(next.text) || next.kind === 'text'
  const isGlued = /[\p{L}\p{N}+-]$|[^(]\)$/u.test(end) && /^[\p{L}\p{N}(]/u.test(next.text)
  return opens && isGlued ? ' ' : ''
}
