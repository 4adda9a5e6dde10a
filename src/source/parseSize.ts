import { OperatorError } from '#errors/operatorError.ts'
import type { Size } from '#frame/capture.ts'

/** Reads `1920x1080`. @throws OperatorError BAD_OPTION that names the option */
export function parseSize(option: string, text: string): Size {
  const match = /^\s*(\d{1,5})\s*[x×]\s*(\d{1,5})\s*$/i.exec(text)
  const size = { widthPx: Number(match?.[1] ?? 0), heightPx: Number(match?.[2] ?? 0) }
  if (size.widthPx >= 1 && size.heightPx >= 1) return size
  throw new OperatorError(
    'BAD_OPTION',
    `--${option} cannot be ${JSON.stringify(text)}.`,
    `Give WIDTHxHEIGHT in pixels, for example --${option} 1024x1024.`,
  )
}
