/** The settings that this page shows; the server has more. */
export type Settings = {
  readonly prompt: string
  readonly strength: number
  readonly seed: number
  readonly passthrough: boolean
  readonly debug: boolean
}

type Part = { readonly isHealthy: boolean; readonly problem?: string }

export type WorkerStatus = {
  readonly id: string
  readonly engine: string
  readonly state: 'ready' | 'benched' | 'silent'
  readonly fps: number
  readonly latencyMs: number
}

/** The part of the server's status that this page shows. */
export type Status = {
  readonly health: {
    readonly status: 'online' | 'degraded' | 'down'
    readonly parts: Readonly<Record<'input' | 'inference' | 'output', Part>>
  }
  readonly source: { readonly name: string; readonly isHealthy: boolean; readonly problem?: string }
  readonly fps: { readonly captured: number; readonly published: number }
  readonly latencyMs: { readonly p50: number }
  readonly workers: readonly WorkerStatus[]
}

export type ServerEvent =
  | { readonly type: 'settings'; readonly settings: Settings }
  | { readonly type: 'status'; readonly atMs: number; readonly status: Status }

/**
 * Sets some settings.
 * @throws Error with a sentence for people
 */
export async function patchSettings(changes: Partial<Settings>): Promise<void> {
  const headers = { 'content-type': 'application/json' }
  const answer = await fetch('/api/settings', { method: 'PATCH', headers, body: JSON.stringify(changes) }).catch(() => {
    throw new Error('The server does not answer.')
  })
  if (answer.ok) return
  const body = (await answer.json().catch(() => undefined)) as
    | { error?: { message: string; remedy: string } }
    | undefined
  throw new Error(body?.error ? `${body.error.message} ${body.error.remedy}` : `The server answered ${answer.status}.`)
}
