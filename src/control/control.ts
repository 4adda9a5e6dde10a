import fastifyCookie from '@fastify/cookie'
import fastifyWebsocket from '@fastify/websocket'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { OperatorError } from '#errors/operatorError.ts'
import { inAddress, reachableHere } from '#settings/listenHost.ts'
import type { SettingsStore } from '#settings/store.ts'
import type { Drops } from '#telemetry/drops.ts'
import { Access } from './access.ts'
import { CameraList, type CameraListOptions } from './cameraList.ts'
import { serveDocs } from './docsRoute.ts'
import { type Endpoint, isSocket, routerPath } from './endpoint.ts'
import { type EndpointOptions, endpointsOf } from './endpoints.ts'
import { Entry } from './entry.ts'
import { Events } from './events.ts'
import { folderBelow } from './folderBelow.ts'
import { FolderListing } from './folders.ts'
import { httpServer } from './httpServer.ts'
import { type AllowedOrigins, answerOrigin, isLoopbackAddress, parseAllowedOrigins } from './origins.ts'
import { servePageFiles } from './pageFiles.ts'
import { closePeers, refusePlainRequest, watchPeers } from './sockets.ts'
import { Thumbnails } from './thumbnails.ts'
import { unknownRoute } from './unknownRoute.ts'

/** What the door makes itself. */
type Made = 'events' | 'access' | 'folders' | 'thumbnails' | 'cameraList'

export type ControlOptions = Omit<EndpointOptions, Made> &
  CameraListOptions & {
    /** Address to listen on; a loopback address keeps the network out. */
    readonly host: string
    /** 0 takes any free one (tests). */
    readonly port: number
    /** Changes need it; empty: everybody may. */
    readonly token: string
    /** Web origins besides this server's own, separated by commas. */
    readonly allowOrigin: string
    readonly drops: Drops
  }

export type Control = AsyncDisposable & {
  /** Where a browser on this machine finds the page. */
  readonly url: string
}

/**
 * Opens the HTTP door: settings, status, pictures and the page on one port. From then on the setting `directory` takes
 * folders below `dataRoot` only and `camera` what `cameras` has listed, whatever door the value comes through.
 * @throws OperatorError PORT_IN_USE, BAD_OPTION
 */
export async function openControl(options: ControlOptions): Promise<Control> {
  const { desk, clock, dataRoot } = options
  const allowed = parseAllowedOrigins(options.allowOrigin)
  const closing = new AbortController()
  const events = new Events({ ...options, signal: closing.signal })
  const access = new Access(options)
  const app = httpServer(options)
  const entry = new Entry({ access, allowed, clock, isLoopback: isLoopbackAddress(options.host) })
  const folders = new FolderListing(options)
  const thumbnails = new Thumbnails(options)
  const cameraList = new CameraList(options)
  const endpoints = endpointsOf({ ...options, events, access, folders, thumbnails, cameraList })
  await assemble(app, endpoints, { ...options, entry, allowed })
  guardDirectory(desk.settings, dataRoot)
  cameraList.guard(desk.settings)
  cameraList.refresh()
  if (allowed.isAll)
    options.log.warn(
      'Pages of every web origin may use this server (--allow_origin *): a page that somebody looks at can.',
    )
  try {
    await app.listen({ host: options.host, port: options.port })
  } catch (error) {
    closing.abort()
    await app.close()
    throw listenError(error, options)
  }
  watchPeers(app.websocketServer, clock, closing.signal)
  const close = async () => {
    closing.abort()
    await app.close()
  }
  let closed: Promise<void> | undefined
  return {
    url: urlOf(app, options.host),
    [Symbol.asyncDispose]() {
      closed ??= close()
      return closed
    },
  }
}

type Assembly = ControlOptions & { readonly entry: Entry; readonly allowed: AllowedOrigins }

async function assemble(app: FastifyInstance, endpoints: readonly Endpoint[], options: Assembly): Promise<void> {
  const { entry, allowed } = options
  app.addHook('onRequest', async (request, reply) => {
    answerOrigin(request, reply, allowed)
    entry.checkAny(request)
  })
  await app.register(fastifyCookie)
  await app.register(fastifyWebsocket, {
    options: { maxPayload: 64 * 1024 },
    errorHandler(_error, socket) {
      options.drops.count('viewer', 'unreadable message')
      socket.terminate()
    },
    preClose() {
      return closePeers(app.websocketServer, options.clock)
    },
  })
  await servePageFiles(app, options.pageDirectory)
  for (const endpoint of endpoints) addRoute(app, endpoint, entry)
  // what a browser asks before a page of another origin may send a change
  app.options('/*', async (_request, reply) => reply.code(204).send())
  serveDocs(app, endpoints)
  app.setNotFoundHandler((request) => {
    throw unknownRoute(request, endpoints)
  })
}

function addRoute(app: FastifyInstance, endpoint: Endpoint, entry: Entry): void {
  const { method, path } = endpoint
  const onRequest = async (request: FastifyRequest) => entry.check(endpoint, request)
  if (isSocket(endpoint)) {
    const wsHandler = endpoint.accept.bind(endpoint)
    app.route({ method, url: path, onRequest, wsHandler, handler: refusePlainRequest })
  } else {
    const handler = async (request: FastifyRequest, reply: FastifyReply) => endpoint.answer(request, reply)
    app.route({ method, url: routerPath(path), onRequest, handler })
  }
}

/** The folder that the show was started with may stay wherever it is. */
function guardDirectory(settings: SettingsStore, dataRoot: string): void {
  const initial = settings.current.directory
  settings.guard('directory', (path) => (path === initial ? path : folderBelow(dataRoot, path)))
}

function listenError(error: unknown, { host, port }: ControlOptions): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  const remedy = 'Give another one: --settings_port'
  if (code === 'EADDRINUSE')
    return new OperatorError(
      'PORT_IN_USE',
      `Port ${port} on ${host} is taken by another program.`,
      `Stop that program (is another server running?), or give another port: --settings_port ${port + 10}`,
      { cause: error },
    )
  if (code === 'EACCES')
    return new OperatorError('BAD_OPTION', `Port ${port} may not be opened by this user.`, `${remedy} 5556`, {
      cause: error,
    })
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND')
    return new OperatorError(
      'BAD_OPTION',
      `This machine has no address ${host}.`,
      'Give one that it has: --host 0.0.0.0',
      {
        cause: error,
      },
    )
  return error
}

function urlOf(app: FastifyInstance, host: string): string {
  const address = app.server.address()
  const port = typeof address === 'object' && address ? address.port : 0
  return `http://${inAddress(reachableHere(host))}:${port}`
}
