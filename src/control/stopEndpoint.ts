import { OperatorError } from '#errors/operatorError.ts'
import type { Log } from '#telemetry/log.ts'
import type { Access } from './access.ts'
import { plainAddress } from './addressRates.ts'
import { doorOf, type HttpEndpoint } from './endpoint.ts'
import { isLoopbackAddress } from './origins.ts'

export type StopOptions = {
  readonly access: Access
  readonly log: Log
  /** Ends the server, as Ctrl-C does. */
  readonly endShow: () => void
}

/** Ends the show from afar. */
export function stopEndpoint({ access, log, endShow }: StopOptions): HttpEndpoint {
  return {
    method: 'POST',
    path: '/api/stop',
    doc: 'Ends the show and the server, as Ctrl-C does. From other machines only with the token.',
    changes: 'show',
    answer(request, reply) {
      // without a token everybody in the network may change the picture; ending the evening is another matter
      if (!access.isRequired && !isLoopbackAddress(plainAddress(request.ip))) throw notFromAfar()
      log.info(`${doorOf(request)}: ends the show`, { door: doorOf(request) })
      // answered first: the end closes every connection
      reply.raw.once('close', endShow)
      return { status: 'stopping' }
    },
  }
}

function notFromAfar(): OperatorError {
  return new OperatorError(
    'TOKEN_REQUIRED',
    'Another machine may end the show only with a token, and this server has none.',
    'Start the server with --token, or end it on its own machine.',
  )
}
