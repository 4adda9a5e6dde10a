import { isDeepStrictEqual } from 'node:util'
import { Document } from 'yaml'
import { OperatorError } from '#errors/operatorError.ts'
import { InvalidValue } from '#settings/field.ts'
import type { Cue } from './cue.ts'
import { dropCue, putCue } from './cueDocument.ts'
import { type CueFile, MAX_CUES, readCues } from './cueFile.ts'

/** Adds a cue or replaces the one of that name. The document is changed. @returns all cues then @throws OperatorError SETTING_INVALID */
export function withCue({ document, cues }: CueFile, cue: Cue): readonly Cue[] {
  const place = cues.findIndex(({ name }) => name === cue.name)
  if (place < 0 && cues.length >= MAX_CUES)
    throw new InvalidValue('cue', cue.name, `at most ${MAX_CUES} cues`, `There are ${MAX_CUES} cues already.`)
  putCue(document, cue)
  return place < 0 ? [...cues, cue] : cues.with(place, cue)
}

/** Takes a cue out. The document is changed. @returns all cues then */
export function withoutCue({ document, cues }: CueFile, name: string): readonly Cue[] {
  dropCue(document, name)
  return cues.filter((cue) => cue.name !== name)
}

/** A new file that holds the cues of one that is gone. */
export function written(cues: readonly Cue[]): CueFile {
  const document = new Document({})
  for (const cue of cues) putCue(document, cue)
  return { document, cues }
}

/**
 * Makes sure that a text holds these cues: a file may share parts between cues (anchors), and a change of one would change others.
 * @throws OperatorError CUES_UNREADABLE
 */
export function assertReadsAs(cues: readonly Cue[], text: string, path: string): void {
  if (isDeepStrictEqual(readCues(text, path).cues, cues)) return
  throw new OperatorError(
    'CUES_UNREADABLE',
    `${path} shares parts between cues, so that one cannot be changed alone.`,
    'Edit the file by hand: it is read again by itself.',
  )
}
