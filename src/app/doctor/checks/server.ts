import { connect } from 'node:net'
import { performance } from 'node:perf_hooks'
import { z } from 'zod'
import { healthSentence } from '#app/statusText.ts'
import { statusAnswer } from '#remote/answers.ts'
import { serverAddress } from '#remote/serverAddress.ts'
import { ServerClient } from '#remote/serverClient.ts'
import { VERSION } from '../../version.ts'
import type { Check } from '../check.ts'
import { note, type Outcome, ok, problem } from '../finding.ts'
import type { Machine } from '../machine.ts'

const WITHIN_MS = 2000
/** The doctor itself keeps the machine busy meanwhile. */
const ANSWER_WITHIN_MS = 6500
/** Pictures carry the time of their capture; viewers and logs of several machines are held against each other. */
const OFF_MS = 1000

/** Whether a worker or a viewer on this machine would reach the server, and gets on with it. */
export const serverChecks: readonly Check[] = [{ group: 'Network', name: 'server', look: lookAtServer }]

async function lookAtServer(machine: Machine): Promise<Outcome[]> {
  const { server, config, clock } = machine
  if (server === '')
    return [note('no server is looked at.', 'npx i2i doctor --server HOST (on a worker: the machine of the server)')]
  const ports = { jobs: config.jobPort, 'page and HTTP': config.settingsPort, pictures: config.outputPort }
  const reached = Object.entries(ports).map(async ([purpose, port]) =>
    portOutcome(server, purpose, port, await reaches(server, port)),
  )
  const asked = ask(machine).catch((error) => problemOf(error))
  return [...(await Promise.all(reached)), ...(await asked).map((outcome) => ({ ...outcome, name: 'server' }))]

  async function ask({ config: { settingsPort, token } }: Machine): Promise<Outcome[]> {
    const address = serverAddress({ host: server, settingsPort })
    const client = new ServerClient({
      address,
      token,
      signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
      patienceMs: () => ANSWER_WITHIN_MS,
    })
    const startMono = performance.now()
    const status = await client.get(
      '/api/status',
      statusAnswer.extend({ version: z.string(), atMs: z.number().optional() }),
    )
    const tookMs = performance.now() - startMono
    const offMs = status.atMs === undefined ? undefined : status.atMs - (clock.wallMs() - tookMs / 2)
    return [
      ok(healthSentence(status.health, clock.wallMs())),
      versionOutcome(status.version),
      ...clockOutcome(offMs, tookMs),
    ]
  }
}

function problemOf(error: unknown): Outcome[] {
  const remedy = 'Start it there: npx i2i server. Behind a firewall: sudo ufw allow 5555:5557/tcp'
  return [problem(error instanceof Error ? error.message : String(error), remedy)]
}

/** Whether a version gets on with ours. */
export function versionOutcome(theirs: string): Outcome {
  if (theirs === VERSION) return ok(`version ${theirs}, like here`)
  return problem(
    `The server has version ${theirs}, this machine ${VERSION}.`,
    'Install the same version on both: git pull && npm ci --ignore-scripts',
  )
}

/** @param offMs how far the server's clock is ahead of ours @param tookMs how long the question took: it cannot be told more exactly */
export function clockOutcome(offMs: number | undefined, tookMs: number): Outcome[] {
  if (offMs === undefined) return []
  const said = `The server's clock is ${Math.abs(offMs / 1000).toFixed(2)} s ${offMs < 0 ? 'behind' : 'ahead of'} this one`
  if (Math.abs(offMs) - tookMs / 2 < OFF_MS) return [ok(said)]
  return [note(`${said}.`, 'sudo timedatectl set-ntp true, on both machines')]
}

function portOutcome(server: string, purpose: string, port: number, why: string | undefined): Outcome {
  const name = `${purpose} at ${server}`
  if (why === undefined) return { ...ok(`${port} can be reached`), name }
  const remedy = `On ${server}: npx i2i server, and open the port: sudo ufw allow ${port}/tcp`
  return { ...problem(`${port} cannot be reached: ${why}`, remedy), name }
}

/** @returns undefined if somebody listens there, otherwise why not */
function reaches(host: string, port: number): Promise<string | undefined> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout: WITHIN_MS })
    const end = (why: string | undefined) => {
      socket.destroy()
      resolve(why)
    }
    socket.once('connect', () => end(undefined))
    socket.once('timeout', () => end(`no answer within ${WITHIN_MS / 1000} s`))
    socket.once('error', (error: NodeJS.ErrnoException) => end(WORDS[error.code ?? ''] ?? error.message))
  })
}

const WORDS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens there',
  ENOTFOUND: 'there is no machine of that name',
  EAI_AGAIN: 'the name cannot be looked up',
  EHOSTUNREACH: 'the machine cannot be reached',
  ENETUNREACH: 'the network cannot be reached',
}
