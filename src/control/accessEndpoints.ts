import { z } from 'zod'
import { type Access, COOKIE, tokenRequired } from './access.ts'
import type { HttpEndpoint } from './endpoint.ts'
import { readBody } from './readBody.ts'

export const loginBody = z.object({ token: z.string().max(200) })

const YEAR_S = 365 * 24 * 3600

/** Whether changes need a token, and how a page gives it once. */
export function accessEndpoints({ access }: { access: Access }): HttpEndpoint[] {
  return [
    {
      method: 'GET',
      path: '/api/access',
      doc: 'Whether changes need the token, and whether this client has given it.',
      answer: (request) => ({ required: access.isRequired, granted: access.mayChange(request) }),
    },
    {
      method: 'POST',
      path: '/api/login',
      doc: 'Keeps the token in a cookie of the browser, so that the page is asked once.',
      changes: 'login',
      answer(request, reply) {
        const { token } = readBody(request, loginBody, '{"token": "…"}')
        if (!access.isRequired) return { granted: true }
        if (!access.knows(token, request)) throw tokenRequired()
        reply.setCookie(COOKIE, access.cookie, { path: '/', httpOnly: true, sameSite: 'strict', maxAge: YEAR_S })
        return { granted: true }
      },
    },
  ]
}
