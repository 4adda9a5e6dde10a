import { existsSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Check } from '../check.ts'
import { note, type Outcome, ok, problem } from '../finding.ts'
import type { Graphics } from '../graphics.ts'
import type { Machine } from '../machine.ts'
import { asRoot, install, type System } from '../operatingSystem.ts'

const HOT_C = 87

/** The cards with their driver, and Vulkan, on which WebGPU stands. */
export const driverChecks: readonly Check[] = [
  {
    group: 'Graphics card',
    name: 'driver',
    look: async ({ graphics, system }) => driverOutcome(await graphics(), system),
  },
  { group: 'Graphics card', name: 'Vulkan', look: lookAtVulkan },
]

/** What the cards of a machine mean for a show. */
export function driverOutcome({ makers, nvidia }: Graphics, system: System): Outcome | Outcome[] {
  if (nvidia.state === 'working') {
    return nvidia.cards.map((card, i) => {
      const memory = card.memoryTotalBytes ? `, ${Math.round(card.memoryTotalBytes / 2 ** 30)} GB` : ''
      const heat = card.temperatureC === undefined ? '' : `, ${card.temperatureC} °C`
      const said = `${card.name}${memory}${heat}, driver ${nvidia.driver}`
      const isHot = (card.temperatureC ?? 0) >= HOT_C
      return { ...(isHot ? note(said, 'Give it air: at this heat it slows down.') : ok(said)), name: `card ${i}` }
    })
  }
  if (nvidia.state === 'broken') return problem(`nvidia-smi says: ${nvidia.said}`, repair(nvidia.said, system))
  if (nvidia.state === 'late')
    return problem('nvidia-smi does not answer: the card or its driver hangs.', asRoot(system, 'reboot'))
  if (makers.includes('NVIDIA')) return problem('An NVIDIA card is here, and its driver is not.', driverCommand(system))
  if (makers.length === 0) return note('no graphics card: the preview engine needs none, diffusion does.')
  return ok(`${makers.join(', ')}`)
}

function driverCommand(system: System): string {
  if (system.id !== 'ubuntu') return `${asRoot(system, 'apt install nvidia-driver')} && ${asRoot(system, 'reboot')}`
  const verb = Number(system.release) >= 24 ? 'install' : 'autoinstall'
  const tool = asRoot(system, 'apt install ubuntu-drivers-common')
  return `${tool} && ${asRoot(system, `ubuntu-drivers ${verb}`)} && ${asRoot(system, 'reboot')}`
}

function repair(said: string, system: System): string {
  if (/version mismatch/i.test(said)) return `The driver was updated while it ran: ${asRoot(system, 'reboot')}`
  if (/couldn't communicate|not loaded/i.test(said)) {
    return `${driverCommand(system)} (with Secure Boot, confirm the key at the next start; mokutil --sb-state tells)`
  }
  return driverCommand(system)
}

const LOADERS = ['/usr/lib/x86_64-linux-gnu', '/usr/lib/aarch64-linux-gnu', '/usr/lib64', '/usr/lib', '/usr/local/lib']
const DRIVERS = ['/usr/share/vulkan/icd.d', '/etc/vulkan/icd.d', '/usr/local/share/vulkan/icd.d']

async function lookAtVulkan({ system, graphics, environment }: Machine): Promise<Outcome> {
  if (system.platform !== 'linux') return ok('not needed on this system')
  const { makers, nvidia } = await graphics()
  const hasCard = makers.length > 0 || nvidia.state === 'working'
  const isLoaderHere = LOADERS.some((folder) => existsSync(join(folder, 'libvulkan.so.1')))
  const files = await Promise.all(DRIVERS.map((folder) => readdir(folder).catch(() => [])))
  const named = environment.VK_DRIVER_FILES || environment.VK_ICD_FILENAMES
  const drivers = named ? [named] : files.flat().filter((file) => file.endsWith('.json'))
  return vulkanOutcome({ isLoaderHere, drivers, hasCard, isNvidia: nvidia.state === 'working' }, system)
}

type Vulkan = {
  readonly isLoaderHere: boolean
  readonly drivers: readonly string[]
  readonly hasCard: boolean
  readonly isNvidia: boolean
}

/** What is there of Vulkan means for WebGPU. */
export function vulkanOutcome({ isLoaderHere, drivers, hasCard, isNvidia }: Vulkan, system: System): Outcome {
  const packages = isNvidia ? ['libvulkan1'] : ['libvulkan1', 'mesa-vulkan-drivers']
  if (!hasCard) return note('not needed without a graphics card')
  if (!isLoaderHere)
    return problem('The loader libvulkan.so.1 is not installed; WebGPU needs it.', install(system, ...packages))
  const real = drivers.filter((file) => !/lvp|swiftshader/.test(file))
  if (real.length > 0) return ok(real.map((file) => file.replace(/^.*\/|\.json$/g, '')).join(', '))
  const remedy = isNvidia
    ? install(
        system,
        'libnvidia-gl-$(nvidia-smi --query-gpu=driver_version --format=csv,noheader | head -1 | cut -d. -f1)',
      )
    : install(system, ...packages)
  return problem('No Vulkan driver of a card is installed; WebGPU needs one.', remedy)
}
