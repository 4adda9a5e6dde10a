import { constants, type Stats } from 'node:fs'
import { type FileHandle, open, stat } from 'node:fs/promises'
import { reasonOf } from '#errors/operatorError.ts'
import type { CameraDetails } from './cameraFormat.ts'
import { type AskDriver, askV4l2, isBusy } from './cameraV4l2.ts'

/** All video devices of Linux have this major number. */
const VIDEO_MAJOR = 81

export type AskKernelOptions = {
  /** Finds out as well whether another program is using it. */
  readonly looksForOthers?: boolean
}

/** What the kernel tells about a video device, without starting it. @param path of the device's node, or a link to it */
export async function askKernel(path: string, options: AskKernelOptions = {}): Promise<CameraDetails> {
  try {
    if (!isVideoDevice(await stat(path))) return refused('noDevice', `${path} is no video device.`)
    // not blocking: some drivers wait for a device that does not answer
    await using file = await open(path, constants.O_RDWR | constants.O_NONBLOCK)
    return await askDevice(path, await driverOf(file), options)
  } catch (error) {
    return notOpened(path, error as NodeJS.ErrnoException)
  }
}

function isVideoDevice(found: Stats): boolean {
  return found.isCharacterDevice() && ((found.rdev >> 8) & 0xfff) === VIDEO_MAJOR
}

async function askDevice(path: string, ask: AskDriver, { looksForOthers }: AskKernelOptions): Promise<CameraDetails> {
  const { deliversPictures, formats } = await askV4l2(ask)
  if (!deliversPictures) return refused('noPictures', `${path} is a video device that no pictures come from.`)
  if (!looksForOthers || !(await isBusy(ask))) return { state: 'ready', formats }
  return { state: 'busy', reason: BUSY, formats }
}

const BUSY = 'Another program is using it; close that first.'
const FORBIDDEN = 'This user may not open it. Run: sudo usermod -aG video $USER, and log in again.'

function notOpened(path: string, error: NodeJS.ErrnoException): CameraDetails {
  switch (error.code) {
    case 'EACCES':
    case 'EPERM':
      return refused('forbidden', FORBIDDEN)
    case 'EBUSY':
      return refused('busy', BUSY)
    case 'ENOENT':
    case 'ENODEV':
    case 'ENXIO':
      return refused('gone', `${path} is not there.`)
    default:
      return refused('unknown', `It cannot be asked: ${reasonOf(error)}.`)
  }
}

function refused(state: CameraDetails['state'], reason: string): CameraDetails {
  return { state, reason, formats: [] }
}

type Ioctl = (fd: number, request: number, argument: Uint8Array) => Promise<number>

let loaded: Promise<Ioctl> | undefined

/** On a thread of its own: a driver may take seconds to answer for a device that hangs. */
async function driverOf({ fd }: FileHandle): Promise<AskDriver> {
  loaded ??= loadIoctl()
  const ioctl = await loaded
  return async (request, argument) => (await ioctl(fd, request, argument)) === 0
}

async function loadIoctl(): Promise<Ioctl> {
  const { default: koffi } = await import('koffi')
  const ioctl = koffi.load(null).func('int ioctl(int fd, unsigned long request, _Inout_ uint8_t *argument)')
  return (fd, request, argument) =>
    new Promise((resolve, reject) => {
      const settle = (error: Error | null, result: number) => (error ? reject(error) : resolve(result))
      ioctl.async(fd, request, argument, settle)
    })
}
