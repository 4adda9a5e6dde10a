import { hostname } from 'node:os'
import { boolean, choice, type Field, integer, real, text, type ValuesOf } from './field.ts'
import { windowFields } from './windowFields.ts'

const ports = {
  jobPort: integer({ default: 5555, min: 1, max: 65535, doc: 'Port on which the server gives jobs to workers.' }),
}

export const logFields = {
  log: choice({ default: 'text', choices: ['text', 'json'], doc: 'Log for people, or one JSON object a line.' }),
  crashReports: text({
    default: '',
    doc: 'Folder for reports of crashes. Left out: i2i/crashes in the state folder of this user, ~/.local/state.',
  }),
}

/** How the connections between machines are encrypted. */
export const curveFields = {
  curve: boolean({
    default: false,
    doc: 'Encrypt jobs and pictures, and let in only machines whose keys are known. All machines of a show need it; npx i2i keys makes the keys.',
  }),
  keys: text({ default: 'keys', doc: 'Folder of this machine’s keys for --curve.' }),
}

/** What a server is told at start and cannot change while the show runs. */
export const serverConfigFields = {
  input: text({
    default: '',
    doc: 'With --mode video: a file or address that ffmpeg opens instead of a folder. With --mode zmq: tcp://HOST:PORT.',
  }),
  cameraSize: text({ default: '1920x1080', doc: 'Size that is asked of the camera, WIDTHxHEIGHT.' }),
  cameraFps: real({
    default: 30,
    min: 1,
    max: 1000,
    doc: 'Pictures a second that are asked of the camera; npx i2i cameras lists what it can.',
  }),
  cameraFormat: text({
    default: 'auto',
    maxLength: 30,
    doc: 'Format that is asked of the camera. auto: its own JPEGs, untouched, where it has any. mjpeg: only those. Others as npx i2i cameras lists them: yuyv422.',
  }),
  crop: text({
    default: 'auto',
    doc: 'Centre crop WIDTHxHEIGHT before scaling, or none. auto: 1024x1024 for a camera, none otherwise.',
  }),
  host: text({ default: '0.0.0.0', doc: 'Address to listen on; 127.0.0.1 keeps the network out.' }),
  ...ports,
  ...curveFields,
  settingsPort: integer({ default: 5556, min: 1, max: 65535, doc: 'Port of the page, the HTTP API and the metrics.' }),
  outputPort: integer({ default: 5557, min: 1, max: 65535, doc: 'Port on which the pictures are published.' }),
  dataRoot: text({ default: 'data', doc: 'Folders of pictures can be chosen below this folder only.' }),
  maxDelayMs: integer({
    default: 2000,
    min: 0,
    max: 10_000,
    doc: 'Longest delay that smooth pacing may add to keep the picture calm, in ms.',
  }),
  maxPixels: integer({
    default: 4096 * 4096,
    min: 64 * 64,
    max: 2 ** 28,
    doc: 'Pictures with more pixels than this are refused.',
  }),
  token: text({
    default: '',
    maxLength: 200,
    doc: 'Word that everybody has to give who wants to change something over HTTP. Better in .env as TOKEN than in the command.',
  }),
  allowOrigin: text({
    default: '',
    doc: 'Pages of these web origins may use this server too, separated by commas: http://laptop:8080.',
  }),
  oscPort: integer({ default: 8000, min: 0, max: 65535, doc: 'UDP port on which OSC is heard; 0 for none.' }),
  oscFeedback: text({ default: '', doc: 'HOST:PORT to which every change of a setting is told by OSC.' }),
  oscAllow: text({
    default: '',
    doc: 'Addresses that OSC is taken from, separated by commas. Left out: from anywhere, or with a token from this machine only.',
  }),
  cues: text({ default: 'cues.yaml', doc: 'File in which cues are kept. It may be edited while the show runs.' }),
  translation: boolean({
    default: false,
    doc: 'Translate prompts in other languages to English, with Google Cloud Translation.',
  }),
  translationCredentials: text({
    default: '',
    aliases: ['googleApplicationCredentials'],
    doc: 'Service-account JSON file for the translation.',
  }),
  safety: boolean({
    default: false,
    doc: 'Check every prompt with OpenAI before it is shown: moderation, and a model that looks for characters and brands.',
  }),
  safetyOnError: choice({
    default: 'deny',
    choices: ['deny', 'allow'],
    doc: 'When the check gives no answer in time: keep the old prompt, or take the new one.',
  }),
  safetySeconds: real({ default: 5, min: 0.1, max: 60, doc: 'Time that the check of a prompt may take, in seconds.' }),
  safetyModel: text({ default: 'gpt-4.1-mini', doc: 'Model that looks for copyrighted characters and brands.' }),
  safetyWords: text({ default: '', doc: 'File with words that no prompt may have, one a line. Needs no network.' }),
  safetyAudit: text({
    default: 'safety-audit.jsonl',
    doc: 'File to which every decision about a prompt is added, one JSON object a line.',
  }),
  display: boolean({
    default: true,
    doc: 'Show the result on a screen of this machine, in a process of its own. --no-display leaves it out.',
  }),
  ...windowFields,
  recordings: text({ default: 'data/recordings', doc: 'Folder that recordings started from the page are kept in.' }),
  trace: text({ default: '', doc: 'On exit, write the last minute as a Chrome/Perfetto trace to this file.' }),
  ...logFields,
} as const

/** What a worker is told at start. */
export const workerConfigFields = {
  primaryHostname: text({ default: '127.0.0.1', doc: 'Name or address of the machine that runs the server.' }),
  ...ports,
  ...curveFields,
  workerId: text({
    default: '',
    maxLength: 200,
    doc: 'Name of this worker. Left out: the host name and a short id.',
  }),
  engine: choice({
    default: 'auto',
    choices: ['auto', 'diffusion', 'preview', 'passthrough', 'simulate'],
    doc: 'auto: diffusion if there is a model, otherwise preview, a painterly filter. passthrough: decode and encode only. simulate: wait as a GPU would.',
  }),
  model: text({
    default: '',
    doc: 'Model for the diffusion engine: OWNER/NAME as downloaded, or a folder in the diffusers layout. Left out: the first that is installed.',
  }),
  models: text({ default: 'models', doc: 'Folder in which models are kept, as OWNER/NAME.' }),
  provider: choice({
    default: 'auto',
    choices: ['auto', 'cuda', 'tensorrt', 'webgpu', 'cpu'],
    doc: 'What runs the model. auto: the first of cuda, webgpu and cpu that works; the log says why others were passed over.',
  }),
  device: integer({ default: 0, min: 0, max: 63, doc: 'Number of the graphics card, with cuda and tensorrt.' }),
  precision: choice({
    default: 'auto',
    choices: ['auto', 'float32', 'float16'],
    doc: 'What the model computes in. auto: float16 where the device can. The CPU computes in float32 and reads either kind of weights.',
  }),
  vae: choice({
    default: 'auto',
    choices: ['auto', 'full', 'tiny'],
    doc: 'Which autoencoder to take. full: that of the model. tiny: TAESD, small and fast. auto: that of the model, or TAESD if only it is there.',
  }),
  scheduler: choice({
    default: 'auto',
    choices: ['auto', 'euler', 'euler_ancestral', 'lcm'],
    doc: 'How the steps are made. auto: as the model says. Others are for models that name one that is not supported.',
  }),
  lcmTimesteps: choice({
    default: '0.23',
    choices: ['0.23', 'later'],
    doc: 'With an LCM scheduler: the steps as diffusers 0.23 chooses them, or as later versions do.',
  }),
  noise: choice({
    default: 'float32',
    choices: ['float32', 'float16'],
    doc: 'How the noise of a seed is drawn. float16: as Python programs do that run in half precision.',
  }),
  simulateMs: real({ default: 40, min: 0, max: 10_000, doc: 'With --engine simulate: time per batch in ms.' }),
  warmup: text({
    default: '',
    doc: 'Batch to run before the first job, COUNTxHEIGHTxWIDTHx3, for example 4x576x1024x3.',
  }),
  threads: integer({
    default: 0,
    min: 0,
    max: 256,
    doc: 'Threads of the preview engine and of the CPU provider; 0: one for each core.',
  }),
  pulseFile: text({
    default: '',
    doc: 'File into which the worker writes once a second how it is, as JSON: for health checks of containers.',
  }),
  ...logFields,
} as const

/** What `i2i render` is told besides the settings of the picture and the engine of a worker. */
export const renderConfigFields = {
  size: text({
    default: '',
    doc: 'Size to render in, WIDTHxHEIGHT, both multiples of 8. Left out: that of each picture, cut to multiples of 8.',
  }),
  overwrite: boolean({ default: false, doc: 'Render again what is there already, and replace it.' }),
  encoder: text({
    default: 'auto',
    maxLength: 60,
    doc: 'Encoder of ffmpeg for H.264. auto: one of the graphics card if it works here, otherwise libx264.',
  }),
  quality: integer({
    default: 16,
    min: 0,
    max: 51,
    doc: 'Quality of a rendered film, as the CRF of x264 counts it: lower is better and larger.',
  }),
  workers: boolean({
    default: false,
    doc: 'Render a film with all workers that connect, instead of an engine of its own.',
  }),
  host: serverConfigFields.host,
  ...ports,
  ...curveFields,
} as const

export type ServerConfig = ValuesOf<typeof serverConfigFields>
export type WorkerConfig = ValuesOf<typeof workerConfigFields>
/** A worker without a server, and what only files need. */
export type RenderConfig = Omit<WorkerConfig, 'primaryHostname' | 'jobPort' | 'workerId' | 'warmup' | 'pulseFile'> &
  ValuesOf<typeof renderConfigFields>
export type ConfigFields = Record<string, Field<unknown>>

/** A name for a worker that was given none: unique enough, and readable on a status page. */
export function defaultWorkerId(random: () => number = Math.random): string {
  return `${hostname()}-${Math.floor(random() * 36 ** 4)
    .toString(36)
    .padStart(4, '0')}`
}
