import { z } from 'zod'
import { commandDescriptions } from '#desk/commands.ts'
import type { Desk } from '#desk/desk.ts'
import type { Access } from './access.ts'
import type { HttpEndpoint } from './endpoint.ts'
import { readBody } from './readBody.ts'
import { touchOf } from './touch.ts'

/** A command as OSC and the chat say it. */
export const commandBody = z.object({
  name: z.string().max(200),
  args: z
    .array(z.union([z.string().max(4000), z.number(), z.boolean()]))
    .max(64)
    .default([]),
})

/** Everything that can be said to the desk besides settings: commands, and steps back and forth. */
export function deskEndpoints({ desk, access }: { desk: Desk; access: Access }): HttpEndpoint[] {
  return [
    {
      method: 'POST',
      path: '/api/command',
      doc: 'Does what a command means, in the words of OSC and the chat: {"name": "blend", "args": ["snow", "fog", 0.3]}.',
      changes: 'show',
      answer(request) {
        const { name, args } = readBody(request, commandBody, '{"name": "strength", "args": [0.5]}')
        return desk.command(name, args, touchOf(request, access))
      },
    },
    {
      method: 'GET',
      path: '/api/commands',
      doc: 'All commands with what they take.',
      answer: () => ({ commands: commandDescriptions }),
    },
    {
      method: 'POST',
      path: '/api/undo',
      doc: 'Takes back the last change, whoever made it.',
      changes: 'show',
      answer: (request) => desk.undo(touchOf(request, access)),
    },
    {
      method: 'POST',
      path: '/api/redo',
      doc: 'Does again what was taken back.',
      changes: 'show',
      answer: (request) => desk.redo(touchOf(request, access)),
    },
    {
      method: 'GET',
      path: '/api/prompts',
      doc: 'The last prompts, newest first.',
      answer: () => ({ history: desk.promptHistory }),
    },
  ]
}
