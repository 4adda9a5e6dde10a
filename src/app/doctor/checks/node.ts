import type { Check } from '../check.ts'
import { note, ok, problem } from '../finding.ts'
import { firstLine, runTool } from '../runTool.ts'

const NEEDED = 24

/** The Node that runs this, and npm, which installs and starts it. */
export const nodeChecks: readonly Check[] = [
  {
    group: 'Programs',
    name: 'Node',
    async look() {
      const { node } = process.versions
      const major = Number(node.split('.')[0])
      if (major >= NEEDED) return ok(`${node}, ${process.arch}`)
      return problem(`${node} is older than ${NEEDED}.`, 'Start with npm start or npx i2i, which bring their own Node.')
    },
  },
  {
    group: 'Programs',
    name: 'npm',
    async look({ system, environment }) {
      const { end, stdout, code } = await runTool('npm', ['--version'], { env: environment })
      if (end === 'missing') return problem('npm is not installed.', installNpm(system.hasApt))
      if (end === 'late' || code !== 0) return note('npm does not answer.', 'npm --version')
      return ok(firstLine(stdout))
    },
  },
]

function installNpm(hasApt: boolean): string {
  if (!hasApt) return 'Install Node 24 from nodejs.org, which brings npm.'
  return 'curl -fsSL https://deb.nodesource.com/setup_24.x | sudo -E bash - && sudo apt install nodejs'
}
