import { flatten, type Weighted } from './flatten.ts'
import type { Fragment } from './parsedPrompt.ts'
import { promptInvalid } from './promptPlace.ts'

/** A word, a group in parentheses or something in quotes: what a weight can be given to. */
export type Target = {
  readonly kind: 'word' | 'group' | 'quoted'
  readonly nodes: readonly Weighted[]
  /** Where its text lies, without parentheses or quotes. */
  readonly from: number
  readonly to: number
  /** Just behind it. */
  readonly end: number
}

type Item = { readonly nodes: readonly Weighted[]; readonly end: number; readonly kind: Target['kind'] | 'weighted' }

/**
 * Reads weights in a stretch of a prompt: `word++`, `word--`, `(some words)1.3`, `"some words"+`, `word.attend(0.5)`,
 * nested as one likes, with `\(`, `\)` and `\"` for the characters themselves.
 *
 * What cannot be read as syntax is text, parentheses included; a group is read as a whole or not at all.
 *
 * @see the grammar of compel 2.0.2, https://github.com/damian0815/compel (`prompt_parser.py`, `doc/syntax.md`)
 */
export class FragmentReader {
  readonly #text: string
  readonly #from: number
  readonly #to: number
  // a group that turns out not to be one is asked for again by all that surrounds it: exponential without memory
  readonly #targets = new Map<number, Target | undefined>()
  #depth = 0
  #parenthesisInText: number | undefined

  /** @param from,to the stretch to read; the whole prompt if not given */
  constructor(text: string, from = 0, to = text.length) {
    this.#text = text
    this.#from = from
    this.#to = to
  }

  /** Where the first parenthesis stands that `read` took for text. */
  get parenthesisInText(): number | undefined {
    return this.#parenthesisInText
  }

  /**
   * Reads the whole stretch; what is not syntax is text.
   * @throws OperatorError PROMPT_INVALID for `.swap()` and LoRA, which compel knows and we do not
   */
  read(): Fragment[] {
    const nodes: Weighted[] = []
    for (let at = this.#skipSpace(this.#from); at < this.#to; ) {
      const item = this.#item(at)
      // between white space a bare word reaches further than it does in a group: `a,b.c` is one
      const found = item && item.kind !== 'word' ? item : this.#freeWord(at)
      nodes.push(...found.nodes)
      at = this.#skipSpace(found.end)
    }
    return flatten(nodes)
  }

  /** What begins here and could be given a weight. */
  target(at: number): Target | undefined {
    if (at >= this.#to) return undefined
    const first = this.#text[at]
    if (first !== '(' && first !== '"') return this.#word(at)
    if (!this.#targets.has(at)) this.#targets.set(at, first === '(' ? this.#group(at) : this.#quoted(at))
    return this.#targets.get(at)
  }

  #item(at: number): Item | undefined {
    if (match(LORA, this.#text, at)) throw this.#refused(at, 'LoRA weights in a prompt are not supported')
    const target = this.target(at)
    if (!target) return undefined
    if (match(SWAP, this.#text, target.end)) {
      throw this.#refused(target.end, 'Swapping with .swap() (cross-attention control) is not supported')
    }
    const operator =
      match(ATTEND, this.#text, target.end) ?? match(SIGNS_OR_NUMBER[target.kind], this.#text, target.end)
    if (!operator) return target
    const [all, weight = all] = operator
    return {
      nodes: [{ weight: weightOf(weight), children: target.nodes }],
      end: target.end + all.length,
      kind: 'weighted',
    }
  }

  #word(at: number): Target | undefined {
    const word = match(WORD, this.#text, at)?.[0]
    if (word === undefined) return undefined
    const end = at + word.length
    return { kind: 'word', nodes: [{ text: withoutEscapes(word) }], from: at, to: end, end }
  }

  #group(at: number): Target | undefined {
    if (this.#depth >= DEEPEST) return undefined
    this.#depth++
    const { nodes, end } = this.#items(at + 1)
    this.#depth--
    if (end >= this.#to || this.#text[end] !== ')') return undefined
    return { kind: 'group', nodes, from: at + 1, to: end, end: end + 1 }
  }

  #quoted(at: number): Target | undefined {
    const closing = closingQuote(this.#text, at)
    if (closing === undefined || closing >= this.#to) return undefined
    const { nodes, end } = new FragmentReader(this.#text, at + 1, closing).#items(at + 1)
    return end < closing ? undefined : { kind: 'quoted', nodes, from: at + 1, to: closing, end: closing + 1 }
  }

  /** The inside of a group or of quotes, as far as it can be read. */
  #items(from: number): { nodes: Weighted[]; end: number } {
    const nodes: Weighted[] = []
    let at = this.#skipSpace(from)
    while (at < this.#to) {
      const item = this.#item(at) ?? this.#mark(at)
      if (!item) break
      nodes.push(...item.nodes)
      at = this.#skipSpace(item.end)
    }
    return { nodes, end: at }
  }

  #mark(at: number): Pick<Item, 'nodes' | 'end'> | undefined {
    const mark = this.#text[at]
    return mark === ',' || mark === '.' ? { nodes: [{ text: mark }], end: at + 1 } : undefined
  }

  #freeWord(at: number): Pick<Item, 'nodes' | 'end'> {
    const end = Math.min(this.#to, at + (match(NOT_SPACE, this.#text, at)?.[0].length ?? 1))
    const word = this.#text.slice(at, end)
    const parenthesis = /(?<!\\)[()]/.exec(word)
    if (parenthesis) this.#parenthesisInText ??= at + parenthesis.index
    return { nodes: [{ text: withoutEscapes(word) }], end }
  }

  #skipSpace(at: number): number {
    return Math.min(this.#to, at + (match(SPACE, this.#text, at)?.[0].length ?? 0))
  }

  #refused(at: number, what: string) {
    return promptInvalid(this.#text, at, what, 'Take it out, or write \\( for a parenthesis that is only a character.')
  }
}

/** Where the quotes that open here are closed, on the same line; `\"` does not close them. */
export function closingQuote(text: string, at: number): number | undefined {
  const quoted = match(QUOTED, text, at)?.[0]
  return quoted === undefined ? undefined : at + quoted.length - 1
}

/** Calls a sticky pattern at one place. */
export function match(pattern: RegExp, text: string, at: number): RegExpExecArray | undefined {
  pattern.lastIndex = at
  return pattern.exec(text) ?? undefined
}

// deeper than anyone writes, and far from the end of the stack
const DEEPEST = 100
const SPACE = /[ \t\n\r\v\f]*/y
const NOT_SPACE = /[^ \t\n\r\v\f]+/y
const QUOTED = /"(?:\\"|[^"\\\n\r]|\\(?!"))*"/y
// a sign belongs to the word if the word goes on behind it: hot-dog, +test
const WORD = /(?:\\[()",.+\-=]|[+-](?![ \t\n\r\v\f()",.+\-=]|$)|[^ \t\n\r\v\f()",.+\-=])+/y
const ATTEND = /\s*\.attend\s*\(\s*(\++|-+|\d+\.\d*|\.\d+|\d+)\s*\)/y
const SIGNS_OR_NUMBER = {
  word: /\++|-+/y,
  group: /\++|-+|\d+\.\d*|\.\d+|\d+/y,
  quoted: /\++|-+|\d+\.\d*|\.\d+|\d+/y,
}
const SWAP = /\s*\.swap\s*\(/y
const LORA = /(?:use|with)Lora\s*\(\s*[\w-]+\s*(?:,\s*[+-]?[\d.]+\s*)?\)/y

/** A number as it stands, otherwise 1.1 for each plus or 0.9 for each minus. */
function weightOf(operator: string): number {
  if (operator[0] === '+') return 1.1 ** operator.length
  return operator[0] === '-' ? 0.9 ** operator.length : Number(operator)
}

function withoutEscapes(text: string): string {
  return text.replace(/\\([()"])/g, '$1')
}
