import type { ComponentChildren } from 'preact'

export type ChoiceProps<Word extends string> = {
  readonly name: string
  readonly label: string
  readonly value: Word
  readonly options: readonly { readonly word: Word; readonly shown: ComponentChildren; readonly hint?: string }[]
  readonly onSet: (word: Word) => void
}

/** A few words side by side, one of which holds. */
export function Choice<Word extends string>({ name, label, value, options, onSet }: ChoiceProps<Word>) {
  return (
    <div class="choice" role="radiogroup" aria-label={label}>
      {options.map(({ word, shown, hint }) => (
        <label key={word} title={hint} class={word === value ? 'chosen' : ''}>
          <input
            type="radio"
            name={name}
            value={word}
            aria-label={hint}
            checked={word === value}
            onChange={() => onSet(word)}
          />
          {shown}
        </label>
      ))}
    </div>
  )
}
