import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type GpuReading, NVIDIA_QUERY, parseNvidia } from '#telemetry/gpuReading.ts'
import { firstLine, type Ran, runTool } from './runTool.ts'

/** The graphics cards of a machine, and what NVIDIA's driver says of its own. */
export type Graphics = {
  /** Makers of the cards that the kernel sees. */
  readonly makers: readonly ('NVIDIA' | 'AMD' | 'Intel' | 'other')[]
  readonly nvidia: NvidiaDriver
}

export type NvidiaDriver =
  | { readonly state: 'working'; readonly driver: string; readonly cards: readonly GpuReading[] }
  | { readonly state: 'missing' | 'late' }
  | { readonly state: 'broken'; readonly said: string }

const MAKERS: Readonly<Record<string, Graphics['makers'][number]>> = {
  '0x10de': 'NVIDIA',
  '0x1002': 'AMD',
  '0x8086': 'Intel',
}

/** Looks which cards there are. @param pci where the kernel tells its devices */
export async function readGraphics(pci = '/sys/bus/pci/devices'): Promise<Graphics> {
  const [makers, said, version] = await Promise.all([
    makersIn(pci),
    runTool('nvidia-smi', NVIDIA_QUERY),
    runTool('nvidia-smi', ['--query-gpu=driver_version', '--format=csv,noheader']),
  ])
  return { makers, nvidia: nvidiaDriver(said, firstLine(version.stdout)) }
}

/** What an answer of `nvidia-smi` means. */
export function nvidiaDriver(said: Ran, driver: string): NvidiaDriver {
  if (said.end !== 'done') return { state: said.end }
  const cards = parseNvidia(said.stdout)
  if (said.code === 0 && cards.length > 0) return { state: 'working', driver, cards }
  return { state: 'broken', said: firstLine(said.stdout) || firstLine(said.stderr) || 'no card was found' }
}

async function makersIn(pci: string): Promise<Graphics['makers']> {
  const devices = await readdir(pci).catch(() => [])
  const read = (device: string, file: string) => readFile(join(pci, device, file), 'utf8').catch(() => '')
  const makers = await Promise.all(
    devices.map(async (device) => {
      // 03 are display controllers of all kinds
      if (!(await read(device, 'class')).startsWith('0x03')) return []
      return [MAKERS[(await read(device, 'vendor')).trim()] ?? ('other' as const)]
    }),
  )
  return makers.flat()
}
