import { Counter, Gauge, type Registry } from 'prom-client'
import type { GpuReading } from './gpuReading.ts'
import type { Status, WorkerStatus } from './status.ts'

const STATES = ['ready', 'benched', 'silent'] as const

/** What there is to tell of each worker that is here, and its graphics card; read when somebody asks. */
export function workerMetrics(registry: Registry, status: () => Status): void {
  const registers = [registry]
  new Gauge({
    name: 'i2i_workers',
    help: 'Workers that are here, by state.',
    labelNames: ['state'],
    registers,
    collect() {
      const { workers } = status()
      for (const state of STATES) this.set({ state }, workers.filter((worker) => worker.state === state).length)
    },
  })
  const total = (name: string, help: string, value: (worker: WorkerStatus) => number) =>
    new Counter({
      ...{ name, help, registers, labelNames: ['worker'] },
      collect() {
        this.reset()
        for (const worker of status().workers) this.inc({ worker: worker.id }, value(worker))
      },
    })
  total('i2i_worker_frames_total', 'Frames that a worker has redrawn.', ({ framesDone }) => framesDone)
  total('i2i_worker_failures_total', 'Bad results of a worker.', ({ failures }) => failures)

  const now = (name: string, help: string, value: (worker: WorkerStatus) => number | undefined) =>
    new Gauge({
      ...{ name, help, registers, labelNames: ['worker'] },
      collect() {
        this.reset()
        for (const worker of status().workers) {
          const number = value(worker)
          if (number !== undefined) this.set({ worker: worker.id }, number)
        }
      },
    })
  now('i2i_worker_load', 'Share of the last seconds in which a worker had a job.', ({ load }) => load)
  now('i2i_worker_jobs', 'Jobs in the hands of a worker.', ({ jobsInFlight }) => jobsInFlight)
  now('i2i_worker_round_trip_seconds', 'From sending a job to its result.', ({ latencyMs }) => latencyMs / 1000)
  const gpu = (name: string, help: string, value: (reading: GpuReading) => number | undefined) =>
    now(name, help, (worker) => worker.gpu && value(worker.gpu))
  gpu('i2i_worker_gpu_use_ratio', 'Share of the time in which the graphics card computed.', ({ use }) => use)
  gpu('i2i_worker_gpu_temperature_celsius', 'Temperature of the graphics card.', ({ temperatureC }) => temperatureC)
  gpu('i2i_worker_gpu_memory_used_bytes', 'Memory of the graphics card in use.', (card) => card.memoryUsedBytes)
  gpu('i2i_worker_gpu_memory_size_bytes', 'Memory of the graphics card.', (card) => card.memoryTotalBytes)
  gpu('i2i_worker_gpu_power_watts', 'What the graphics card draws.', ({ powerW }) => powerW)
}
