import { commandNamed } from '#desk/commands.ts'
import type { Changed, Desk, Touch } from '#desk/desk.ts'
import { SettingsStore } from '#settings/store.ts'

export type Given = { readonly name: string; readonly args: readonly unknown[]; readonly touch: Touch }

/** A desk that writes down what it is told, and sets settings that are given one value. */
export function fakeDesk(): Pick<Desk, 'command' | 'settings'> & { readonly given: Given[]; readonly said: string[] } {
  const settings = new SettingsStore()
  const given: Given[] = []
  return {
    settings,
    given,
    /** Everything as one line each: `strength 0.5`. */
    get said() {
      return given.map(({ name, args }) => [name, ...args].join(' '))
    },
    async command(name, args, touch): Promise<Changed> {
      given.push({ name, args, touch })
      const command = commandNamed(name)
      if (command.kind !== 'setting') return { changed: {}, prompts: [], did: name }
      const value = args.length > 1 ? args.join(' ') : args[0]
      settings.setAll({ [command.name]: value }, { by: touch.by, clamp: true })
      return { changed: { [command.name]: settings.current[command.name] }, prompts: [], did: name }
    },
  }
}
