/** What can run as a service. */
export const ROLES = ['server', 'worker', 'display'] as const

export type Role = (typeof ROLES)[number]

/** The files of the units. That of the worker is a template: `i2i-worker@0.service` works on graphics card 0. */
export const UNIT_FILES: Readonly<Record<Role, string>> = {
  server: 'etc/systemd/system/i2i-server.service',
  worker: 'etc/systemd/system/i2i-worker@.service',
  display: 'etc/systemd/user/i2i-display.service',
}

/** The unit of a role. @param gpu number of the graphics card, for a worker */
export function unitName(role: Role, gpu: number | string = 0): string {
  return role === 'worker' ? `i2i-worker@${gpu}.service` : `i2i-${role}.service`
}
