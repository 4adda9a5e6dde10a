import { Counter, Gauge, type Registry } from 'prom-client'
import type { Status } from './status.ts'

const STATES = ['online', 'degraded', 'down'] as const

/** The show as a whole, read from the status when somebody asks. */
export function showMetrics(registry: Registry, status: () => Status): void {
  const registers = [registry]
  new Gauge({
    name: 'i2i_build_info',
    help: 'Always 1; the version is in the labels.',
    labelNames: ['version', 'node'],
    registers,
    collect() {
      this.set({ version: status().version, node: process.versions.node }, 1)
    },
  })
  new Counter({
    name: 'i2i_frames_total',
    help: 'Frames by how far they came.',
    labelNames: ['reached'],
    registers,
    collect() {
      this.reset()
      for (const [reached, n] of Object.entries(status().frames)) this.inc({ reached }, n)
    },
  })
  new Counter({
    name: 'i2i_drops_total',
    help: 'What was lost or turned away, by place and cause.',
    labelNames: ['place', 'cause'],
    registers,
    collect() {
      this.reset()
      for (const [place, causes] of Object.entries(status().drops)) {
        for (const [cause, n] of Object.entries(causes)) this.inc({ place, cause }, n)
      }
    },
  })
  new Gauge({
    name: 'i2i_queue_frames',
    help: 'Frames waiting, by place.',
    labelNames: ['place'],
    registers,
    collect() {
      for (const [place, n] of Object.entries(status().queues)) this.set({ place }, n)
    },
  })
  new Gauge({
    name: 'i2i_playout_delay_seconds',
    help: 'How far playout runs behind the capture.',
    registers,
    collect() {
      this.set(status().delayMs / 1000)
    },
  })
  healthMetrics(registers, status)
  recordingMetrics(registers, status)
}

function healthMetrics(registers: Registry[], status: () => Status): void {
  new Gauge({
    name: 'i2i_health_state',
    help: '1 for the state that the show is in, 0 for the others.',
    labelNames: ['state'],
    registers,
    collect() {
      for (const state of STATES) this.set({ state }, status().health.status === state ? 1 : 0)
    },
  })
  new Gauge({
    name: 'i2i_healthy',
    help: '1 if the part is well.',
    labelNames: ['part'],
    registers,
    collect() {
      for (const [part, { isHealthy }] of Object.entries(status().health.parts)) this.set({ part }, isHealthy ? 1 : 0)
    },
  })
  new Gauge({
    name: 'i2i_source_healthy',
    help: '1 while the source delivers, by its own account.',
    registers,
    collect() {
      this.set(status().source.isHealthy ? 1 : 0)
    },
  })
}

function recordingMetrics(registers: Registry[], status: () => Status): void {
  const of = (name: string, help: string, value: (recording: NonNullable<Status['recording']>) => number) =>
    new Gauge({
      name,
      help,
      registers,
      collect() {
        const { recording } = status()
        this.set(recording ? value(recording) : 0)
      },
    })
  of('i2i_recording_active', '1 while a recording is running.', ({ isOn }) => (isOn ? 1 : 0))
  of('i2i_recording_failed', '1 if the last recording has ended by itself.', ({ problem }) => (problem ? 1 : 0))
  of('i2i_recording_bytes', 'Size of the recording that is running or was the last.', ({ bytes }) => bytes)
  of('i2i_recording_dropped_pictures', 'Pictures that left and are not in it.', ({ dropped }) => dropped)
}
