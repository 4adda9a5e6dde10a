import { renderConfigFields, workerConfigFields } from '#settings/config.ts'
import { defaultSettings, parametersOf, settingsFields } from '#settings/schema.ts'
import type { Command } from './command.ts'
import { endSoon } from './endSoon.ts'
import { configOf } from './given.ts'

// there is no server, and nothing to warm up for
const { primaryHostname: _, workerId: _id, warmup: _warmup, pulseFile: _pulse, ...engineFields } = workerConfigFields
const { prompt, negativePrompt, numInferenceSteps, strength, guidanceScale, seed, fixedSeed, compel } = settingsFields
const { jpegQuality, batchSize } = settingsFields
const look = {
  prompt,
  negativePrompt,
  numInferenceSteps,
  strength,
  guidanceScale,
  seed,
  fixedSeed,
  compel,
  jpegQuality,
}
const configFields = { ...engineFields, ...renderConfigFields }
const defaults = { batchSize: 1 }
/** Frames of a film that workers send are encoded once more, so they had better lose little. */
const FILM_JPEG_QUALITY = 97

/** From files to files, without a show. */
export const renderCommand: Command = {
  name: 'render',
  summary: 'Redraws a film, or pictures, from files to files, in full quality.',
  intro:
    'Redraws a film with its sound, a picture, a folder of pictures, or those that match a pattern. ' +
    'No picture is left out; run it again after an interruption and it goes on. ' +
    'A film keeps the number and the times of its pictures; with --workers all workers that connect draw it together. ' +
    'Pictures are written under the same names to OUTPUT; PNG to PNG loses nothing. ' +
    'Each picture is drawn by itself unless --batch-size says more: then the noise of a picture depends on its neighbours too.',
  examples: [
    ['npx i2i render in.mp4 out.mp4 --prompt "a watercolour"', 'a film, with its sound'],
    ['npx i2i render in.mp4 out.mp4 --workers', '… with the workers that connect'],
    ['npx i2i render photo.jpg painted.png --prompt "a watercolour"', 'one picture'],
    ['npx i2i render frames out --seed 7 --strength 0.5', 'a folder; out is made if need be'],
    ['npx i2i render "shots/*/*.png" out --no-fixed-seed', 'a pattern, in quotes; the folders are kept'],
    ['npx i2i render frames out --size 1024x576 --overwrite', 'in another size, replacing what is there'],
  ],
  arguments: [
    { name: 'INPUT', doc: 'A film, a PNG or JPEG file, a folder of them, or a pattern in quotes.', required: true },
    {
      name: 'OUTPUT',
      doc: 'For a film or one picture: the file to write (.mp4, .mov, .mkv; .png, .jpg). Otherwise: a folder.',
      required: true,
    },
  ],
  fields: { ...look, batchSize, ...configFields },
  defaults,
  async run(given, surroundings, [input = '', output = '']) {
    const { isFilmName } = await import('#app/renderVideo/filmNames.ts')
    const isFilm = isFilmName(input) || isFilmName(output)
    const asked = configOf({ ...look, batchSize }, given, defaults)
    const filmQuality = given.jpegQuality === undefined ? FILM_JPEG_QUALITY : asked.jpegQuality
    const rendering = {
      ...{ input, output },
      config: configOf(configFields, given),
      // there is no source whose rate `auto` could follow
      batchSize: asked.batchSize === 'auto' ? 1 : asked.batchSize,
      parameters: parametersOf({ ...defaultSettings, ...asked, ...(isFilm && { jpegQuality: filmQuality }) }),
      terminal: process.stderr,
      onStuck: endSoon,
    }
    if (isFilm) await (await import('#app/renderVideo.ts')).renderVideo(rendering, surroundings)
    else await (await import('#app/render.ts')).render(rendering, surroundings)
  },
}
