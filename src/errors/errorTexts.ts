import type { ErrorCode } from './operatorError.ts'

/** What an error code means and what helps, for `docs/errors.md`; the error itself names the values. */
export type ErrorText = { readonly meaning: string; readonly help: string }

/** One entry for every code: a code without one does not compile. */
export const errorTexts: Readonly<Record<ErrorCode, ErrorText>> = {
  BAD_OPTION: {
    meaning: 'A command or an option does not exist, stands in the wrong place or lacks its value.',
    help: 'The message names the nearest one that exists. `npx i2i help solo` lists all of them.',
  },
  CAMERA_NOT_FOUND: {
    meaning: 'No camera answers to the number, name or path that was given.',
    help: 'Plug the camera in and close programs that use it; the message lists the cameras that are there. Choose one with `--camera`.',
  },
  DIRECTORY_UNREADABLE: {
    meaning:
      'The folder of pictures is missing, may not be read, lies outside the data root or holds no JPEG or PNG file.',
    help: 'Check the path and its permissions. Folders are looked for below `--data-root`.',
  },
  ENGINE_UNKNOWN: {
    meaning: 'A worker was asked for an engine that this version does not have.',
    help: 'Choose one of those that `npx i2i help worker` lists.',
  },
  FFMPEG_MISSING: {
    meaning: 'Cameras, videos and network streams are read through ffmpeg, and it is not installed.',
    help: 'Debian, Ubuntu: `sudo apt-get install ffmpeg`. macOS: `brew install ffmpeg`. Windows: `winget install ffmpeg`.',
  },
  INPUT_UNREADABLE: {
    meaning: 'The video file or the stream cannot be opened, or holds no pictures.',
    help: 'Try it with `ffmpeg -i`, followed by what was given as `--input`: ffmpeg says more about the reason.',
  },
  INTERNAL: {
    meaning:
      'A request failed because of a fault in i2i itself. The log of the server has the details; the show goes on.',
    help: 'Try again. If it stays, report it with the lines from the log.',
  },
  JOB_REFUSED: {
    meaning: 'A worker got a job that it cannot read or that is not meant for it, and has sent it back as failed.',
    help: 'Run the same version of i2i on all machines. The server shows the last good picture and hands the frames to others.',
  },
  NOT_READY: {
    meaning: 'The server is up, but no picture leaves it yet or any more; the message says what is missing.',
    help: 'Mostly a worker is not connected or the source delivers nothing: `/api/status` shows both.',
  },
  ORIGIN_REFUSED: {
    meaning: 'A web page from another address tried to use this server. That is not allowed, to keep strangers out.',
    help: 'Open the page of the server itself, under the address that it printed at start.',
  },
  PAGE_NOT_BUILT: {
    meaning: 'The page on the settings port has not been built; everything else works.',
    help: 'Start with `npm start` or `npx i2i`, which build it, or run `npx vite build web`.',
  },
  PICTURE_UNREADABLE: {
    meaning:
      'A picture is damaged, too large or not of a kind that can be read. It is skipped and counted; the show goes on.',
    help: 'Save it again as an RGB or greyscale JPEG with fewer pixels than `--max-pixels`.',
  },
  PORT_IN_USE: {
    meaning: 'Another program, often an earlier run of i2i, already listens on the port.',
    help: 'End the other program, or choose another port with `--job-port`, `--settings-port` or `--output-port`.',
  },
  PROTOCOL_MISMATCH: {
    meaning: 'Server and worker speak different versions of the protocol between them.',
    help: 'Install the same version of i2i on both machines.',
  },
  REQUEST_TOO_LARGE: {
    meaning: 'The body of an HTTP request is larger than settings can be.',
    help: 'Send at most 64 KB of JSON. Pictures are not sent over HTTP: use `--mode zmq`.',
  },
  REQUEST_UNREADABLE: {
    meaning: 'The body or the address of an HTTP request cannot be understood; mostly it is not valid JSON.',
    help: 'Send JSON with the header `content-type: application/json`. The page `/docs` of the server shows every request.',
  },
  ROUTE_UNKNOWN: {
    meaning: 'The server has nothing at the requested address.',
    help: 'Check the spelling. The page `/docs` of the server lists all addresses.',
  },
  SETTING_INVALID: {
    meaning: 'A value is outside its range or not of the right kind. Nothing has been changed.',
    help: 'The message names the setting, the value and the range; `docs/settings.md` lists all ranges.',
  },
  WORKER_REFUSED: {
    meaning: 'The server does not accept this worker; the message says why.',
    help: 'Mostly two workers share one `--worker-id`, or the versions differ.',
  },
}
