import type { Clock } from '#flow/clock.ts'
import { type CameraListing, listCameras } from '#source/cameraDevices.ts'

/** Asking for cameras starts a program on some systems. */
const KEPT_MS = 2000
/** Somebody who looks at the page waits for it. */
const WITHIN_MS = 3000

/** A list of this machine's cameras, as `camera` takes them, made anew at most every two seconds. */
export function camerasOf(clock: Clock, listing: CameraListing = {}): () => Promise<{ id: string; name: string }[]> {
  let kept: { readonly mono: number; readonly cameras: Promise<{ id: string; name: string }[]> } | undefined
  return () => {
    const now = clock.now()
    if (!kept || now - kept.mono > KEPT_MS) kept = { mono: now, cameras: list(listing) }
    return kept.cameras
  }
}

async function list(listing: CameraListing): Promise<{ id: string; name: string }[]> {
  const cameras = await listCameras({ withinMs: WITHIN_MS, ...listing })
  return cameras.map(({ index, name }) => ({ id: String(index), name }))
}
