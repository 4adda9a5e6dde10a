/** Everything an operator can be told, one code each; docs/errors.md has a heading for every one. */
export const ERROR_CODES = [
  'BAD_OPTION',
  'CAMERA_NOT_FOUND',
  'CAMERA_UNUSABLE',
  'CHAT_FAILED',
  'CHECKPOINT_INVALID',
  'CHECKPOINT_UNSUPPORTED',
  'COMMAND_UNKNOWN',
  'CUES_UNREADABLE',
  'CUE_UNKNOWN',
  'DEVICE_OUT_OF_MEMORY',
  'DIRECTORY_UNREADABLE',
  'DISK_FULL',
  'DOWNLOAD_DAMAGED',
  'ENGINE_UNKNOWN',
  'FFMPEG_MISSING',
  'FILE_EDITED',
  'FLEET_INCOMPLETE',
  'HUB_REFUSED',
  'HUB_UNREACHABLE',
  'INFERENCE_FAILED',
  'INPUT_UNREADABLE',
  'INTERNAL',
  'JOB_REFUSED',
  'KEYS_UNUSABLE',
  'LIBRARY_MISSING',
  'MACHINE_UNFIT',
  'MODEL_NOT_FOUND',
  'MODEL_NOT_INSTALLED',
  'NOTHING_TO_UNDO',
  'NOT_READY',
  'NO_SCREEN',
  'ORIGIN_REFUSED',
  'OUTPUT_UNWRITABLE',
  'PAGE_NOT_BUILT',
  'PICTURE_UNREADABLE',
  'PORT_IN_USE',
  'PROMPT_INVALID',
  'PROMPT_OVERTAKEN',
  'PROMPT_REFUSED',
  'PROTOCOL_MISMATCH',
  'PROVIDER_UNAVAILABLE',
  'RATE_LIMITED',
  'RECORDING_FAILED',
  'RENDER_INCOMPLETE',
  'REQUEST_TOO_LARGE',
  'REQUEST_UNREADABLE',
  'ROUTE_UNKNOWN',
  'SAFETY_UNUSABLE',
  'SDL_MISSING',
  'SERVER_UNREACHABLE',
  'SERVICE_FAILED',
  'SETTING_INVALID',
  'SHOW_DEGRADED',
  'SHOW_DOWN',
  'TOKEN_REQUIRED',
  'TRANSLATION_UNUSABLE',
  'WORKER_REFUSED',
  'WORKER_UNKNOWN',
] as const

export type ErrorCode = (typeof ERROR_CODES)[number]

/** A failure that an operator can mend: what happened, with the values, and what to do about it. */
export class OperatorError extends Error {
  readonly code: ErrorCode
  readonly remedy: string

  /**
   * @param message what happened, one sentence with the values
   * @param remedy  what to do, as a command where there is one
   */
  constructor(code: ErrorCode, message: string, remedy: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'OperatorError'
    this.code = code
    this.remedy = remedy
  }
}

/** One line for a log: the message of anything that was thrown. */
export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
