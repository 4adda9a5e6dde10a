import { OperatorError } from '#errors/operatorError.ts'
import type { Size } from '#frame/capture.ts'
import { InvalidValue } from '#settings/field.ts'
import type { Log } from '#telemetry/log.ts'
import { type CameraArguments, cameraArguments } from './cameraArguments.ts'
import { type CameraDetails, type CameraFormat, fpsText, sizeText } from './cameraFormat.ts'
import { ANY_FORMAT } from './cameraListings.ts'
import { chooseMode } from './cameraMode.ts'

export type CameraPlanOptions = {
  /** In the operator's words: `camera 0`. */
  readonly name: string
  readonly size: Size
  readonly fps: number
  /** `auto`, or the name of a format. */
  readonly format: string
  readonly platform: NodeJS.Platform
  readonly log: Log
}

/** How a camera is opened: with the first arguments, and with others if it turns out that it has no JPEGs. */
export type CameraOpening = { readonly args: readonly string[]; readonly elseArgs?: readonly string[] }

/** How one camera is opened, time after time: by what it tells about itself, or by trying where it tells nothing. */
export class CameraPlan {
  readonly #options: CameraPlanOptions
  /** It was asked for JPEGs and had none, whatever it told. */
  #hasNoJpegs: boolean
  #said = ''

  /** @throws InvalidValue for a format that cannot be one */
  constructor(options: CameraPlanOptions) {
    const format = options.format.trim().toLowerCase()
    // it becomes an argument of another program
    if (!/^[a-z0-9_]+$/.test(format)) throw new InvalidValue('cameraFormat', options.format, FORMATS)
    this.#options = { ...options, format }
    this.#hasNoJpegs = options.platform === 'darwin'
  }

  /** @throws OperatorError CAMERA_UNUSABLE, SETTING_INVALID for a format or rate that it lacks */
  openingOf(device: string, { state, reason, formats }: CameraDetails): CameraOpening {
    const { name, format } = this.#options
    const isUseless = state === 'forbidden' || state === 'noDevice' || state === 'noPictures'
    if (isUseless) throw new OperatorError('CAMERA_UNUSABLE', `${name} cannot be used. ${reason}`, LIST)
    const offered = this.#hasNoJpegs ? formats.filter(({ kind }) => kind !== 'jpeg') : formats
    if (offered.length > 0) return this.#byListing(device, offered)
    if (format !== 'auto') return { args: this.#arguments(device, { format, isCopied: format === 'mjpeg' }) }
    const elseArgs = this.#arguments(device, { isCopied: false })
    if (this.#hasNoJpegs) return { args: elseArgs }
    return { args: this.#arguments(device, { format: 'mjpeg', isCopied: true }), elseArgs }
  }

  /** From now on ffmpeg encodes what this camera delivers. */
  encodeFromNowOn(reason: string): void {
    const { name, log } = this.#options
    log.info(`${name} does not deliver JPEGs (${reason}); ffmpeg encodes its pictures.`)
    this.#hasNoJpegs = true
  }

  #byListing(device: string, formats: readonly CameraFormat[]): CameraOpening {
    const { format, size, fps } = chooseMode(formats, this.#options)
    const isCopied = format.kind === 'jpeg'
    this.#say(`${format.name} ${sizeText(size)} at ${fpsText(fps)}${isCopied ? ', untouched' : ', encoded by ffmpeg'}`)
    const named = format.name === ANY_FORMAT ? {} : { format: format.name }
    const args = this.#arguments(device, { ...named, size, fps, isCopied })
    if (!isCopied || this.#options.format !== 'auto') return { args }
    return { args, elseArgs: this.#arguments(device, { isCopied: false }) }
  }

  #arguments(device: string, chosen: Partial<CameraArguments> & Pick<CameraArguments, 'isCopied'>): string[] {
    const { platform, size, fps } = this.#options
    return cameraArguments({ platform, device, size, fps, ...chosen })
  }

  #say(mode: string): void {
    if (mode !== this.#said) this.#options.log.info(`${this.#options.name}: ${mode}`)
    this.#said = mode
  }
}

const FORMATS = 'auto, mjpeg, or another format as npx i2i cameras lists them'
const LIST = 'npx i2i cameras lists the cameras of this machine.'
