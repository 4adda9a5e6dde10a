import type { Surroundings } from './surroundings.ts'

/** Whether somebody could see a window: always on other systems, with a graphical session on Linux. */
export function hasScreen(
  environment: Surroundings['environment'],
  platform: NodeJS.Platform = process.platform,
): boolean {
  if (platform === 'darwin' || platform === 'win32') return true
  return ['DISPLAY', 'WAYLAND_DISPLAY', 'SDL_VIDEODRIVER'].some((name) => Boolean(environment[name]))
}
