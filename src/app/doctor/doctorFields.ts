import { boolean, choice, text, type ValuesOf } from '#settings/field.ts'

/** What `npx i2i doctor` is told. Ports and folders are those of `.env` and the environment. */
export const doctorFields = {
  json: boolean({ default: false, doc: 'One JSON object instead of text, for scripts.' }),
  server: text({
    default: '',
    maxLength: 200,
    doc: 'Machine of a server that must be reachable from here. Left out: PRIMARY_HOSTNAME, if that is set.',
  }),
  install: choice({
    default: 'none',
    choices: ['none', 'cuda'],
    doc: 'Install instead of looking. cuda: the CUDA libraries of ONNX Runtime, for an NVIDIA card.',
  }),
  dryRun: boolean({
    default: false,
    doc: 'Only say what would be done, with every command and file, and how to undo it.',
  }),
  force: boolean({ default: false, doc: 'With --install: also on a machine without an NVIDIA card.' }),
} as const

export type DoctorOptions = ValuesOf<typeof doctorFields>
