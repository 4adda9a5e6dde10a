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
  CAMERA_UNUSABLE: {
    meaning: 'A camera is there, but this user may not open it, or it is a device that no pictures come from.',
    help: 'For a camera that is forbidden: `sudo usermod -aG video $USER`, then log in again. `npx i2i cameras` says for each device what is wrong.',
  },
  CHAT_FAILED: {
    meaning: 'Some lines of a script could not be carried out.',
    help: 'Each line that failed was answered with the reason, on standard error.',
  },
  CHECKPOINT_INVALID: {
    meaning:
      'A file of a model is missing, damaged or does not fit the others: a truncated file, a weight that is absent, left over or of another shape.',
    help: 'The message names the file and the weight. `npx i2i model verify` checks a downloaded model; `npx i2i model pull` fetches it again.',
  },
  CHECKPOINT_UNSUPPORTED: {
    meaning: 'A model is of a kind that i2i cannot build: another family, or a part that these families do not use.',
    help: '`docs/models.md` lists the families: SDXL, SD 2.x and SD 1.x in the diffusers layout.',
  },
  COMMAND_UNKNOWN: {
    meaning: 'No command and no setting has that name.',
    help: 'The message names the nearest one. `/help` in the chat and `docs/control.md` list all of them.',
  },
  CUES_UNREADABLE: {
    meaning:
      'The file of cues cannot be read: it is no YAML, or a cue names a setting that does not exist or a value that it does not take. The cues from before stay.',
    help: 'The message names the line. Mend it and save the file: it is read again by itself.',
  },
  CUE_UNKNOWN: {
    meaning: 'There is no cue of that name.',
    help: 'The message names the nearest one. `/cue` in the chat and the page list all of them.',
  },
  DEVICE_OUT_OF_MEMORY: {
    meaning:
      'The memory of the device does not hold the model or a batch of this size. The frames of the job are counted as failed; the worker stays.',
    help: 'Lower `resolution` or `batchSize`, choose a smaller model, or end other programs that use the device.',
  },
  DIRECTORY_UNREADABLE: {
    meaning:
      'The folder of pictures is missing, may not be read, lies outside the data root or holds no JPEG or PNG file.',
    help: 'Check the path and its permissions. Folders are looked for below `--data-root`.',
  },
  DISK_FULL: {
    meaning:
      'There is no room left on the disk for a download, a rendered picture or film, or frames. What is there stays and is resumed.',
    help: 'Free some space, or choose another folder, and run the same command again.',
  },
  DOWNLOAD_DAMAGED: {
    meaning: 'A downloaded file is not what the hub says it is: size or SHA-256 differ.',
    help: 'Run `npx i2i model pull` again: only the damaged file is fetched.',
  },
  ENGINE_UNKNOWN: {
    meaning: 'A worker was asked for an engine that this version does not have.',
    help: 'Choose one of those that `npx i2i help worker` lists.',
  },
  FFMPEG_MISSING: {
    meaning: 'Cameras, videos and network streams are read through ffmpeg, and it is not installed.',
    help: 'Debian, Ubuntu: `sudo apt-get install ffmpeg`. macOS: `brew install ffmpeg`. Windows: `winget install ffmpeg`.',
  },
  FILE_EDITED: {
    meaning:
      'A file of a service was changed by hand since it was installed, and would have been overwritten or removed.',
    help: 'Keep changes in a drop-in, `sudo systemctl edit i2i-server`, which is left alone. `--replace` goes on and keeps a copy as `FILE.old`.',
  },
  FLEET_INCOMPLETE: {
    meaning: 'Something was to be done on several machines, and on some it could not be done; the others have done it.',
    help: 'The message names each machine and why. `docs/fleet.md` tells what helps; the same command may be given again.',
  },
  HUB_REFUSED: {
    meaning: 'The model hub does not allow the download: the model is gated or private, or the token is wrong.',
    help: 'Accept the licence on the page of the model, make a token and set it as `HF_TOKEN`.',
  },
  HUB_UNREACHABLE: {
    meaning: 'The model hub does not answer, or breaks the connection again and again.',
    help: 'Check the network and `HF_ENDPOINT`, then run the same command again: it goes on where it stopped.',
  },
  INFERENCE_FAILED: {
    meaning:
      'The model could not transform a batch. The frames of the job are counted as failed; the worker rebuilds its session and stays.',
    help: 'If it comes back, the log of the worker has the details. Updating the driver of the graphics card helps with lost devices.',
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
  KEYS_UNUSABLE: {
    meaning: 'With `--curve`: a key is missing, damaged or cannot be read, or would have been overwritten.',
    help: 'Make keys on the server with `npx i2i keys`, and for each machine with `npx i2i keys --client NAME`; see encryption.md.',
  },
  LIBRARY_MISSING: {
    meaning: 'An optional library is not installed, although an option needs it.',
    help: 'Run `npm install --ignore-scripts` in the folder of i2i without leaving out optional packages.',
  },
  MACHINE_UNFIT: {
    meaning: '`npx i2i doctor` has found something that will not work on this machine.',
    help: 'Each problem in its list stands above the command that mends it. Run it again afterwards.',
  },
  MODEL_NOT_FOUND: {
    meaning: 'The model hub has no model, or no such revision or file, under the name that was given.',
    help: 'Check the spelling: OWNER/NAME as in the address of its page on the hub.',
  },
  MODEL_NOT_INSTALLED: {
    meaning: 'A worker was asked for a model that is neither a folder nor downloaded.',
    help: '`npx i2i model list` shows what is there; `npx i2i model pull OWNER/NAME` downloads it.',
  },
  NOTHING_TO_UNDO: {
    meaning: 'There is no earlier or later state to go to.',
    help: 'The desk remembers the last hundred changes of this run.',
  },
  NO_SCREEN: {
    meaning: 'No window can be opened: there is no screen, no graphical session, or this user may not use it.',
    help: 'Start it inside the graphical session of the machine, or name it: `DISPLAY=:0 npx i2i display`. `--no-display` leaves the window out.',
  },
  NOT_READY: {
    meaning: 'The server is up, but no picture leaves it yet or any more; the message says what is missing.',
    help: 'Mostly a worker is not connected or the source delivers nothing: `/api/status` shows both.',
  },
  ORIGIN_REFUSED: {
    meaning: 'A web page from another address tried to use this server. That is not allowed, to keep strangers out.',
    help: 'Open the page of the server itself, under the address that it printed at start.',
  },
  OUTPUT_UNWRITABLE: {
    meaning:
      'The place for rendered pictures, films, frames or downloads cannot be written, or holds what i2i did not make or will not replace unasked.',
    help: 'Check the path and its permissions. `--overwrite` replaces what i2i has made there.',
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
  PROMPT_INVALID: {
    meaning: 'A prompt cannot be understood: a blend with a wrong number of weights, or a weight that is no number.',
    help: 'The message shows the place. Weights are written `(word)1.3`, `word++`, `("a", "b").blend(0.3, 0.7)`; put a backslash before a parenthesis that is meant as such.',
  },
  PROMPT_OVERTAKEN: {
    meaning: 'While a prompt was being translated or checked, a newer one was set.',
    help: 'Nothing is wrong: the newer prompt is shown. Send the older one again if it is the one that is wanted.',
  },
  PROMPT_REFUSED: {
    meaning:
      'The check of prompts found something that may not be shown: a word of the local list, what the moderation flags, a copyrighted character or a brand. The old prompt stays.',
    help: 'The message and the audit file say what was found. Word the prompt differently. An operator with the token may put `-f` in front of it.',
  },
  PROTOCOL_MISMATCH: {
    meaning: 'Server and worker speak different versions of the protocol between them.',
    help: 'Install the same version of i2i on both machines.',
  },
  PROVIDER_UNAVAILABLE: {
    meaning: 'The chosen kind of device (CUDA, TensorRT, WebGPU) cannot be used on this machine.',
    help: 'The message says what is missing. `--provider auto` takes the best that works.',
  },
  RATE_LIMITED: {
    meaning: 'More requests a second than any person or fader sends came from one address.',
    help: 'Send the newest value only, at most some hundred times a second; OSC is made for fast changes.',
  },
  RECORDING_FAILED: {
    meaning:
      'A recording cannot go on or cannot be begun: ffmpeg does not take the pictures, or one is running already.',
    help: 'The message has the words of ffmpeg. `--encoder libx264` uses the processor instead of the graphics card.',
  },
  RENDER_INCOMPLETE: {
    meaning:
      'Rendering, or taking frames out of a video, was stopped, or some pictures could not be rendered; the list names them and why.',
    help: 'Mend the reasons and run the same command again: what is done is not done again.',
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
  SAFETY_UNUSABLE: {
    meaning: 'The check of prompts cannot work: no key, no word list, or no answer in time. The old prompt stays.',
    help: 'Set `OPENAI_API_KEY`, check the network and the file of `--safety-words`. `--safety-on-error allow` takes prompts that could not be checked.',
  },
  SDL_MISSING: {
    meaning: 'The library SDL2, which opens the window, is not installed or cannot be loaded.',
    help: 'Run `sudo apt install libsdl2-2.0-0` (macOS: `brew install sdl2`). Until then a browser shows the page `/display` full screen, if there is one.',
  },
  SERVER_UNREACHABLE: {
    meaning: 'No server answers at the address that was given.',
    help: 'Start one with `npx i2i solo` or `npx i2i server`, or name it: `--host HOST --settings-port 5556`.',
  },
  SERVICE_FAILED: {
    meaning:
      'A service could not be installed, asked or taken away: there is no systemd, or one of its programs has refused; the message has its words.',
    help: 'Run it with `sudo`. `npx i2i service install … --dry-run` shows every command, so that each can be tried by hand. See `docs/services.md`.',
  },
  SETTING_INVALID: {
    meaning: 'A value is outside its range or not of the right kind. Nothing has been changed.',
    help: 'The message names the setting, the value and the range; `docs/settings.md` lists all ranges.',
  },
  SHOW_DEGRADED: {
    meaning: '`npx i2i status` has found a show whose pictures flow, and whose input or workers are not well.',
    help: 'The message says which part, since when and why; docs/operate.md says what to do.',
  },
  SHOW_DOWN: {
    meaning: '`npx i2i status` has found a server from which no picture leaves.',
    help: 'The message says why; docs/operate.md says what to do.',
  },
  TOKEN_REQUIRED: {
    meaning: 'The server wants a token from everybody who changes something, and none or a wrong one was given.',
    help: "Give the server's token: `Authorization: Bearer TOKEN`, `?token=TOKEN`, on the page when it asks, or `--token` for the chat.",
  },
  TRANSLATION_UNUSABLE: {
    meaning: 'Translation was asked for and cannot work: the service-account file is missing or is none.',
    help: 'Make a service account with the role Cloud Translation API User, download its key as JSON and name the file: `--translation-credentials FILE`.',
  },
  WORKER_REFUSED: {
    meaning: 'The server does not accept this worker; the message says why.',
    help: 'Mostly two workers share one `--worker-id`, or the versions differ.',
  },
  WORKER_UNKNOWN: {
    meaning: 'No worker of that name is connected.',
    help: '`/api/status` and the page list those that are.',
  },
}
