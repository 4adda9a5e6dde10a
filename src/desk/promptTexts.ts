import type { Settings } from '#settings/schema.ts'

/** Settings that hold one text which the model reads. */
export const promptNames = ['prompt', 'secondPrompt', 'negativePrompt'] as const

/** All texts among some settings that the model reads; none is empty, each is there once. */
export function promptTexts(values: Partial<Settings>): string[] {
  const texts = [
    ...promptNames.map((name) => values[name] ?? ''),
    ...(values.morePrompts ?? []).map(({ text }) => text),
  ]
  return [...new Set(texts)].filter((text) => text !== '')
}

/** The same settings with other texts in their place. */
export function withTexts(values: Partial<Settings>, textFor: (text: string) => string): Partial<Settings> {
  const changed: Record<string, unknown> = { ...values }
  for (const name of promptNames) {
    const text = values[name]
    if (text !== undefined) changed[name] = textFor(text)
  }
  if (values.morePrompts)
    changed.morePrompts = values.morePrompts.map((each) => ({ ...each, text: textFor(each.text) }))
  return changed as Partial<Settings>
}
