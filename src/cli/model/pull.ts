import { OperatorError } from '#errors/operatorError.ts'
import { hubFields } from '#hub/hubFields.ts'
import type { PullPlan } from '#hub/pullPlan.ts'
import { readableBytes } from '#hub/readableBytes.ts'
import type { Command } from '../command.ts'
import { configOf } from '../given.ts'
import { type ModelSurroundings, readModelSurroundings, say, shortPath } from './modelSurroundings.ts'
import { openProgress } from './progress.ts'

const { models, revision, precision, vae, connections, localFilesOnly } = hubFields
const fields = { models, revision, precision, vae, connections, localFilesOnly }

/** `npx i2i model pull REPO` */
export const pullCommand: Command = {
  name: 'model pull',
  summary: 'Download a model from the Hugging Face Hub, or go on with a download.',
  intro:
    'Downloads the files of a model that the engine reads, and checks them. It can be interrupted at any time: the same ' +
    'command goes on where it stopped. HF_TOKEN is the token for gated models, HF_ENDPOINT another hub. What lies ' +
    'complete in the Hugging Face cache of this machine is used there and not downloaded again.',
  examples: [
    ['npx i2i model pull stabilityai/sd-turbo', 'a small and fast one'],
    ['npx i2i model pull stabilityai/sdxl-turbo --vae full', 'with its own autoencoder: finer and slower'],
    ['npx i2i model pull stabilityai/sd-turbo --precision float32', 'for a machine without a GPU'],
  ],
  arguments: [{ name: 'REPO', doc: 'OWNER/NAME as in the address of its page on the hub.', required: true }],
  fields,
  async run(given, { clock, signal, log }, [name = '']) {
    const config = configOf(fields, given)
    const surroundings = readModelSurroundings(config)
    const { endpoint, token, offlineBy } = surroundings.hub
    const { parseRepoName } = await import('#hub/repoName.ts')
    const repo = parseRepoName(name)
    const forbiddenBy = config.localFilesOnly ? '--local-files-only' : offlineBy
    if (forbiddenBy) return pullOffline(repo, forbiddenBy, surroundings)

    const { HubClient } = await import('#hub/hubClient.ts')
    const { planPull } = await import('#hub/pullPlan.ts')
    const { cachedCopy } = await import('#hub/cachedCopy.ts')
    const { lookUp } = await import('#hub/installed.ts')
    const { folderOf } = await import('#hub/places.ts')
    const { pull } = await import('#hub/pull.ts')
    const onPause = (reason: string, ms: number) => log.warn(`${endpoint}: ${reason}; trying again in ${ms / 1000} s`)
    const hub = new HubClient({ endpoint, token, clock, signal, onPause })
    const plan = await planPull({ ...config, repo }, hub)
    const isNew = (await lookUp(repo, surroundings.places))?.place !== 'models'
    const cached = isNew ? await cachedCopy(plan, surroundings.places.cache) : undefined
    say(...introduction(plan))
    if (cached) return say(`It lies in the Hugging Face cache already: ${cached}`, usage(repo))

    const folder = folderOf(surroundings.places, repo)
    {
      await using progress = await openProgress({ title: 'Downloading', expected: plan.bytes, clock })
      await pull(plan, folder, {
        ...{ hub, clock, signal, connections: config.connections },
        onBytes: (path, bytes, total) => progress.set(path, bytes, total),
        onPause: (path, reason, ms) => progress.note(`${path}: ${reason}; going on in ${ms / 1000} s`),
      }).catch((error) => {
        if (signal.aborted) progress.note(`Stopped. To go on: npx i2i model pull ${name}`)
        throw error
      })
    }
    say(...summary(plan, folder, config.models))
  },
}

/** Without a network a model is either here or not. */
async function pullOffline(repo: string, forbiddenBy: string, { places }: ModelSurroundings): Promise<void> {
  const { findModel, lookUp } = await import('#hub/installed.ts')
  const found = await lookUp(repo, places)
  if (found?.missing.length === 0) {
    return say(
      `${repo} lies in ${shortPath(await findModel(repo, places))}. ${forbiddenBy} is set: the hub was not asked.`,
    )
  }
  const state = found ? `is not complete here (missing: ${found.missing.join(', ')})` : 'is not on this machine'
  throw new OperatorError(
    'MODEL_NOT_INSTALLED',
    `${repo} ${state}, and ${forbiddenBy} forbids the network.`,
    `Copy ${places.models}/${repo} from a machine that has it, or run the command again without ${forbiddenBy}.`,
  )
}

function introduction({ repo, commit, family, files, bytes, licences }: PullPlan): string[] {
  return [
    `${repo} (${family}), commit ${commit.slice(0, 12)}: ${files.length} files, ${readableBytes(bytes)}`,
    ...licences.map(({ repo, name, link }) => `Licence of ${repo}: ${name}, ${link}`),
  ]
}

function summary({ repo, files, bytes }: PullPlan, folder: string, models: string): string[] {
  const isUsual = models === hubFields.models.default
  return [
    `${repo} is complete: ${files.length} files${bytes > 0 ? `, ${readableBytes(bytes)}` : ''}, all checked, in ${shortPath(folder)}`,
    usage(isUsual ? repo : shortPath(folder)),
  ]
}

function usage(model: string): string {
  return `Use it: npx i2i solo --engine diffusion --model ${model}`
}
