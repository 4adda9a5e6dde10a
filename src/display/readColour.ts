import { OperatorError } from '#errors/operatorError.ts'

/** Red, green and blue, 0 to 255. */
export type Colour = readonly [red: number, green: number, blue: number]

/** Reads `#RRGGBB`; the sign may be left out, since shells take it for a comment. @throws OperatorError BAD_OPTION */
export function readColour(option: string, text: string): Colour {
  const parts = /^#?([\da-f]{2})([\da-f]{2})([\da-f]{2})$/i.exec(text.trim())
  if (parts) return [1, 2, 3].map((i) => Number.parseInt(parts[i], 16)) as unknown as Colour
  throw new OperatorError(
    'BAD_OPTION',
    `${option} cannot be ${JSON.stringify(text)}.`,
    `Give a colour: ${option} 000000`,
  )
}
