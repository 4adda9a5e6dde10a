import { onOneLine } from './onOneLine.ts'

/** Under which terms a model may be used, as its card says. */
export type Licence = { readonly name: string; readonly link: string }

type Card = { readonly license?: string; readonly license_name?: string; readonly license_link?: string }

/**
 * The licence that a model card names, and where it can be read: its link, a LICENSE file of the model, or the card.
 * @param page address of the model's page
 */
export function licenceOf(card: Card, paths: readonly string[], page: string, commit: string): Licence {
  const name = onOneLine(card.license_name || card.license || 'not stated')
  const file = paths.find((path) => /^licen[cs]e[^/]*$/i.test(path))
  const filePage = (path: string) => `${page}/blob/${commit}/${encodeURI(path)}`
  if (card.license_link && /^https?:\/\//.test(card.license_link)) return { name, link: onOneLine(card.license_link) }
  return { name, link: file ? filePage(file) : page }
}
