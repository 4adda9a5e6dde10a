import { boolean, integer, text } from '#settings/field.ts'

/** Options of `i2i fleet`, besides those that it shares with other commands. */
export const fleetFields = {
  workerMachines: text({
    default: '',
    maxLength: 20_000,
    doc: 'Machines of the workers for npx i2i fleet, as [user@]host[:port], separated by commas.',
  }),
  fleet: text({
    default: 'fleet.toml',
    doc: 'File that describes the machines, if it is there; see fleet.example.toml.',
  }),
  timeLimit: integer({ default: 30, min: 1, max: 3600, doc: 'Longest time in s for one machine.' }),
  atOnce: integer({ default: 16, min: 1, max: 100, doc: 'Machines that are worked on at the same time.' }),
  backWithin: integer({
    default: 120,
    min: 1,
    max: 3600,
    doc: 'Longest time in s until a worker that was restarted is ready again.',
  }),
  sshConfig: text({ default: '', doc: 'Configuration of ssh instead of ~/.ssh/config.' }),
  keepServer: boolean({ default: false, doc: 'Leave the machine of the server on.' }),
  powerOff: text({ default: 'systemctl poweroff', maxLength: 1000, doc: 'Command that switches a machine off.' }),
  key: text({ default: '~/.ssh/id_ed25519', doc: 'Key that the machines shall accept; it is made if it is missing.' }),
  undo: boolean({ default: false, doc: 'Put back the .env from before.' }),
} as const
