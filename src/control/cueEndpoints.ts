import { z } from 'zod'
import type { CueBook } from '#desk/cue.ts'
import type { Desk } from '#desk/desk.ts'
import { settingsFields } from '#settings/schema.ts'
import type { Access } from './access.ts'
import { type HttpEndpoint, restOf, segmentOf } from './endpoint.ts'
import { readBody } from './readBody.ts'
import { touchOf } from './touch.ts'

const curve = z.enum(settingsFields.transitionCurve.choices as ['linear', 'ease', 'ease-in', 'ease-out'])
const seconds = z.number().min(0).max(600)

/** What a cue shall be; what is left out is taken from the show as it stands. */
export const cueBody = z.object({
  seconds: seconds.optional(),
  curve: curve.optional(),
  names: z.array(z.string().max(100)).max(100).optional(),
  settings: z.record(z.string(), z.unknown()).optional(),
})

/** How to go to a cue, instead of its own time and curve. */
export const recallBody = z.object({ seconds: seconds.optional(), curve: curve.optional() })

/** The cues: looked at, saved, thrown away, gone to. */
export function cueEndpoints({ desk, access }: { desk: Desk; access: Access }): HttpEndpoint[] {
  return [
    {
      method: 'GET',
      path: '/api/cues',
      doc: 'All cues, and what is wrong with their file if something is.',
      answer: () => cueList(desk.cues),
    },
    {
      method: 'PUT',
      path: '/api/cues/{name}',
      doc: 'Saves the show as it stands, or what is given, as a cue.',
      changes: 'show',
      answer(request) {
        const wish = readBody(request, cueBody, '{"seconds": 4, "curve": "ease", "names": ["prompt", "strength"]}')
        return desk.saveCue(restOf(request), defined(wish), touchOf(request, access))
      },
    },
    {
      method: 'DELETE',
      path: '/api/cues/{name}',
      doc: 'Throws a cue away.',
      changes: 'show',
      async answer(request) {
        const name = restOf(request)
        await desk.command('cue/remove', [name], touchOf(request, access))
        return { removed: name }
      },
    },
    {
      method: 'POST',
      path: '/api/cues/{name}/recall',
      doc: 'Goes to a cue, in its own time or in {"seconds": 4, "curve": "ease"}.',
      changes: 'show',
      answer(request) {
        const wish = readBody(request, recallBody, '{"seconds": 4, "curve": "ease"}, or nothing')
        const cue = desk.cues.find(segmentOf(request, 'name'))
        const transition = { seconds: wish.seconds ?? cue.seconds, curve: wish.curve ?? cue.curve }
        return desk.recall(cue.name, { ...touchOf(request, access), transition })
      },
    },
    {
      method: 'GET',
      path: '/cue/{name}',
      doc: 'Goes to a cue, for clients that can only fetch an address.',
      changes: 'show',
      async answer(request) {
        await desk.recall(restOf(request), touchOf(request, access))
        return { status: 'updated' }
      },
    },
  ]
}

/** The cues as pages and programs get them. */
export function cueList({ path, all, problem }: CueBook) {
  return { path, cues: all, ...(problem !== undefined && { problem }) }
}

/** Without the fields that were left out: to set one to nothing is something else. */
function defined<T extends object>(wish: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  const entries = Object.entries(wish).filter(([, value]) => value !== undefined)
  return Object.fromEntries(entries) as { [K in keyof T]: Exclude<T[K], undefined> }
}
