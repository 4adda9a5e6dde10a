import { commandDescriptions } from '#desk/commands.ts'
import type { Desk } from '#desk/desk.ts'
import { OperatorError } from '#errors/operatorError.ts'
import { oscHostInfo, oscQuery } from '#osc/oscQuery.ts'
import { type HttpEndpoint, restOf } from './endpoint.ts'

/** What the OSC door understands, in the form of the OSCQuery proposal. */
export function oscEndpoints({ desk, oscPort }: { desk: Desk; oscPort: number }): HttpEndpoint[] {
  const answer: HttpEndpoint['answer'] = (request) => {
    if (Object.hasOwn(request.query as object, 'HOST_INFO')) return oscHostInfo(oscPort)
    const path = restOf(request)
    const cues = desk.cues.all.map(({ name }) => name)
    const node = oscQuery(commandDescriptions, desk.settings.current, path, cues)
    if (node) return node
    throw new OperatorError(
      'ROUTE_UNKNOWN',
      `There is no OSC address /${path.slice(0, 200)}.`,
      'GET /api/osc lists all.',
    )
  }
  return [
    {
      method: 'GET',
      path: '/api/osc',
      doc: 'All OSC addresses with their values, as OSCQuery; ?HOST_INFO for the port.',
      answer,
    },
    { method: 'GET', path: '/api/osc/{address}', doc: 'One OSC address, as OSCQuery.', answer },
  ]
}
