import type { CameraList } from './cameraList.ts'
import { type HttpEndpoint, restOf } from './endpoint.ts'
import type { FolderListing } from './folders.ts'
import type { Thumbnails } from './thumbnails.ts'

export type SourceEndpointOptions = {
  readonly dataRoot: string
  readonly folders: FolderListing
  readonly thumbnails: Thumbnails
  readonly cameraList: CameraList
}

/** What can be played. */
export function sourceEndpoints({ dataRoot, folders, thumbnails, cameraList }: SourceEndpointOptions): HttpEndpoint[] {
  return [
    {
      method: 'GET',
      path: '/api/folders',
      doc: 'The folders below the data root that hold pictures, with how many.',
      answer: async () => ({ dataRoot, folders: await folders.all() }),
    },
    {
      method: 'GET',
      path: '/api/thumbnail/{name}',
      doc: 'The first picture of a folder, small.',
      async answer(request, reply) {
        const jpeg = await thumbnails.of(restOf(request))
        return reply.type('image/jpeg').header('cache-control', 'private, max-age=60').send(jpeg)
      },
    },
    {
      method: 'GET',
      path: '/api/cameras',
      doc: 'The cameras of the machine that the server runs on.',
      answer: async () => ({ cameras: await cameraList.all() }),
    },
  ]
}
