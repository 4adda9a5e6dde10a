import { errorTexts } from '#errors/errorTexts.ts'

const INTRO = `# Errors

What i2i can tell you, by the code that stands in the HTTP answers and in the JSON log. On the command line the message
itself says what happened and what to do; a command that ends because of one of these has the exit code 2, or 1 where the work itself is
what failed (RENDER_INCOMPLETE, DOWNLOAD_DAMAGED).

<!-- Drawn from src/errors/errorTexts.ts by scripts/writeDocs.ts. -->
`

/** `docs/errors.md`: a heading for every error code. */
export function errorsPage(): string {
  const sections = Object.entries(errorTexts).map(
    ([code, { meaning, help }]) => `\n## ${code}\n\n${meaning}\n\n**What to do:** ${help}\n`,
  )
  return INTRO + sections.join('')
}
