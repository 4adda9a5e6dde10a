import { FINDING_GROUPS, type Finding } from './finding.ts'

const SIGNS = { ok: 'ok     ', note: 'note   ', problem: 'PROBLEM' } as const
const COLOURS = { ok: 32, note: 33, problem: 31 } as const

/** Findings as lines for people. @param hasColours only a terminal has */
export function doctorText(findings: readonly Finding[], hasColours: boolean): string {
  const groups = FINDING_GROUPS.flatMap((group) => {
    const members = findings.filter((finding) => finding.group === group)
    return members.length === 0
      ? []
      : [`${bold(group, hasColours)}\n${members.map((each) => lines(each, hasColours)).join('\n')}`]
  })
  return [...groups, summary(findings)].join('\n\n')
}

function lines({ state, name, said, remedy }: Finding, hasColours: boolean): string {
  const sign = hasColours ? `\x1b[${COLOURS[state]}m${SIGNS[state]}\x1b[0m` : SIGNS[state]
  const first = `  ${sign}  ${plain(name)}: ${plain(said)}`
  return remedy === undefined ? first : `${first}\n           → ${plain(remedy)}`
}

/** `2 problems, 3 notes, 25 checks passed.` */
export function summary(findings: readonly Finding[]): string {
  const count = (state: Finding['state']) => findings.filter((finding) => finding.state === state).length
  const [problems, notes] = [count('problem'), count('note')]
  return `${plural(problems, 'problem')}, ${plural(notes, 'note')}, ${count('ok')} in order.`
}

function plural(n: number, word: string): string {
  return `${n === 0 ? 'No' : n} ${word}${n === 1 ? '' : 's'}`
}

function bold(text: string, hasColours: boolean): string {
  return hasColours ? `\x1b[1m${text}\x1b[0m` : text
}

/** Names and reasons come from other programs and machines: they must not move the cursor. */
function plain(text: string): string {
  return text.replaceAll(/\p{Cc}+/gu, ' ').trim()
}
