import { extname } from 'node:path'

/** What is written, by the extension: the name that ffmpeg has for it, and the sound that goes into it untouched. */
export type Container = { readonly format: string; readonly sounds: readonly string[] | 'all' }

const ISO = ['aac', 'mp3', 'ac3', 'eac3', 'alac']
const CONTAINERS: Readonly<Record<string, Container>> = {
  '.mp4': { format: 'mp4', sounds: [...ISO, 'opus', 'flac'] },
  '.m4v': { format: 'mp4', sounds: [...ISO, 'opus', 'flac'] },
  '.mov': { format: 'mov', sounds: [...ISO, 'pcm_s16le', 'pcm_s16be', 'pcm_s24le', 'pcm_s24be', 'pcm_f32le'] },
  '.mkv': { format: 'matroska', sounds: 'all' },
}
const FILMS = /\.(mp4|m4v|mov|mkv|webm|avi|mpe?g|mts|m2ts|ts|wmv|flv|ogv|3gp|mxf)$/i

/** What a film of this name is written as; undefined for a name that is not of a film that can be written. */
export function containerOf(path: string): Container | undefined {
  return CONTAINERS[extname(path).toLowerCase()]
}

/** Whether a name looks like that of a film. */
export function isFilmName(path: string): boolean {
  return FILMS.test(path)
}
