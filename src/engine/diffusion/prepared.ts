import type { Batch, Prepared } from './messages.ts'

/** What a batch would best be drawn with. @param hasGuidance whether the model has a network for it */
export function shapeOf({ widthPx, heightPx, count, parameters }: Batch, hasGuidance: boolean): Prepared {
  return { widthPx, heightPx, count, guided: hasGuidance && parameters.guidanceScale > 1 }
}

export function isSameShape(a: Prepared, b: Prepared): boolean {
  return a.count === b.count && isSameButCount(a, b)
}

/** The same pictures, only more or fewer at a time. */
export function onlyCountDiffers(a: Prepared, b: Prepared): boolean {
  return a.count !== b.count && isSameButCount(a, b)
}

/** `4 pictures of 1024x576 with guidance`, for the log. */
export function shapeText({ widthPx, heightPx, count, guided }: Prepared): string {
  return `${count} ${count === 1 ? 'picture' : 'pictures'} of ${widthPx}x${heightPx}${guided ? ' with guidance' : ''}`
}

function isSameButCount(a: Prepared, b: Prepared): boolean {
  return a.widthPx === b.widthPx && a.heightPx === b.heightPx && a.guided === b.guided
}
