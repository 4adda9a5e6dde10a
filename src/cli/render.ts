import { renderConfigFields, workerConfigFields } from '#settings/config.ts'
import { defaultSettings, parametersOf, settingsFields } from '#settings/schema.ts'
import type { Command } from './command.ts'
import { endSoon } from './endSoon.ts'
import { configOf } from './given.ts'

// there is no server, and nothing to warm up for
const { primaryHostname: _, jobPort: _port, workerId: _id, warmup: _warmup, ...engineFields } = workerConfigFields
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

/** From files to files, without a show. */
export const renderCommand: Command = {
  name: 'render',
  summary: 'Redraws pictures from files to files: every frame of a film, in full quality.',
  intro:
    'Redraws a picture, a folder of pictures, or those that match a pattern, and writes them under the same names to OUTPUT. ' +
    'No picture is left out; run it again after an interruption and it goes on. PNG to PNG loses nothing. ' +
    'Each picture is drawn by itself unless --batch-size says more: then the noise of a picture depends on its neighbours too.',
  examples: [
    ['npx i2i render photo.jpg painted.png --prompt "a watercolour"', 'one picture'],
    ['npx i2i render frames out --seed 7 --strength 0.5', 'a folder; out is made if need be'],
    ['npx i2i render "shots/*/*.png" out --no-fixed-seed', 'a pattern, in quotes; the folders are kept'],
    ['npx i2i render frames out --size 1024x576 --overwrite', 'in another size, replacing what is there'],
  ],
  arguments: [
    { name: 'INPUT', doc: 'A PNG or JPEG file, a folder of them, or a pattern in quotes.', required: true },
    { name: 'OUTPUT', doc: 'For one file: the file to write (.png, .jpg). Otherwise: a folder.', required: true },
  ],
  fields: { ...look, batchSize, ...configFields },
  defaults,
  async run(given, surroundings, [input = '', output = '']) {
    const { render } = await import('#app/render.ts')
    const asked = configOf({ ...look, batchSize }, given, defaults)
    const rendering = {
      ...{ input, output },
      config: configOf(configFields, given),
      // there is no source whose rate `auto` could follow
      batchSize: asked.batchSize === 'auto' ? 1 : asked.batchSize,
      parameters: parametersOf({ ...defaultSettings, ...asked }),
      terminal: process.stderr,
      onStuck: endSoon,
    }
    await render(rendering, surroundings)
  },
}
