import assert from 'node:assert/strict'
import { join } from 'node:path'
import { runProgram } from './runProgram.ts'
import { systemProgram } from './systemPrograms.ts'

/** A film to make; sizes are small, so that tests are quick. */
export type FilmWishes = {
  readonly seconds?: number
  /** WIDTHxHEIGHT. */
  readonly size?: string
  /** Leaves out pictures now and then, so that the times are uneven. */
  readonly isUneven?: boolean
  /** For ffmpeg, in the place of H.264 and AAC. */
  readonly codecs?: readonly string[]
}

/** Makes a film that moves, with a tone, in a folder. @returns its path */
export async function film(folder: string, name: string, wishes: FilmWishes = {}): Promise<string> {
  const { seconds = 3, size = '160x96', isUneven = false } = wishes
  const codecs = wishes.codecs ?? ['-c:v', 'libx264', '-preset', 'veryfast', '-g', '60', '-c:a', 'aac']
  const path = join(folder, name)
  await ffmpeg([
    ...['-f', 'lavfi', '-i', `testsrc2=s=${size}:r=30:d=${seconds}`, '-f', 'lavfi', '-i', `sine=440:d=${seconds}`],
    ...(isUneven ? ['-vf', "select='not(between(mod(n,7),2,3))'"] : []),
    ...['-fps_mode', 'vfr', '-pix_fmt', 'yuv420p', '-metadata', 'title=a film', ...codecs, path],
  ])
  return path
}

/** Runs ffmpeg, which has to succeed. @returns what it said */
export async function ffmpeg(args: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await runProgram('ffmpeg', ['-hide_banner', '-nostdin', '-y', ...args])
  assert.equal(code, 0, stderr)
  return stdout + stderr
}

/** When each picture is shown, in ms, from the first on. */
export async function timesOf(path: string): Promise<number[]> {
  const what = ['-select_streams', 'v:0', '-show_entries', 'frame=best_effort_timestamp_time', '-of', 'csv=p=0']
  const { stdout } = await runProgram(ffprobe(), ['-v', 'error', ...what, path])
  const times = stdout.split('\n').flatMap((line) => (line.trim() === '' ? [] : [1000 * Number.parseFloat(line)]))
  return times.map((time) => time - (times[0] as number))
}

/** One line for each track: `h264 160x96`, `aac`. */
export async function tracksOf(path: string): Promise<string[]> {
  const what = ['-show_entries', 'stream=codec_name,width,height', '-of', 'csv=p=0:s=\\ ']
  const { stdout } = await runProgram(ffprobe(), ['-v', 'error', ...what, path])
  return stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => line.trim().replace(/ (\d+) (\d+)$/, ' $1x$2'))
}

/** A number for everything that is seen and heard: equal for two films that are the same, picture for picture. */
export async function contentOf(path: string): Promise<string> {
  const { stdout } = await runProgram('ffmpeg', ['-v', 'error', '-i', path, '-map', '0', '-f', 'md5', '-'])
  return stdout.trim()
}

/** How much two films differ, in dB: over 40 is hardly seen, `inf` is the same. */
export async function psnr(a: string, b: string): Promise<number> {
  const said = await ffmpeg(['-i', a, '-i', b, '-lavfi', '[0:v][1:v]psnr', '-f', 'null', '-'])
  const average = /average:(\S+)/.exec(said)?.[1]
  return average === 'inf' ? Number.POSITIVE_INFINITY : Number(average)
}

function ffprobe(): string {
  return (systemProgram('ffmpeg') ?? 'ffmpeg').replace(/ffmpeg([^/]*)$/, 'ffprobe$1')
}
