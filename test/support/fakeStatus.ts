import { STEPS } from '#frame/steps.ts'
import type { Status } from '#telemetry/status.ts'

/** A server that is well and has one worker. */
export function fakeStatus(changes: Partial<Status> = {}): Status {
  const quantiles = { p50: 48, p95: 60, p99: 75 }
  return {
    version: '0.1.0',
    atMs: 1_700_000_012_000,
    streamId: 'test',
    uptimeS: 12,
    health: {
      status: 'online',
      parts: { input: { isHealthy: true }, inference: { isHealthy: true }, output: { isHealthy: true } },
    },
    source: { name: 'data/frames', isHealthy: true, index: 3, length: 60 },
    fps: { captured: 30, admitted: 30, published: 30 },
    frames: { captured: 100, admitted: 100, published: 96, failed: 0 },
    queues: { dispatch: 0, inFlight: 4 },
    delayMs: 40,
    latencyMs: quantiles,
    stepsMs: Object.fromEntries(STEPS.map((step) => [step, quantiles])) as Status['stepsMs'],
    drops: {},
    batchSize: 4,
    show: {
      prompts: [{ given: 'a cat', used: 'a cat', weight: 1 }],
      seeds: [{ seed: 0, weight: 1 }],
      translation: { isOn: false, isHealthy: true },
      safety: { isOn: false, isHealthy: true },
    },
    workers: [
      {
        id: 'atelier-7f3a',
        engine: 'preview',
        device: 'cpu',
        state: 'ready',
        connectedSinceMs: 1_700_000_000_000,
        jobsInFlight: 1,
        framesDone: 96,
        failures: 0,
        fps: 30,
        load: 0.6,
        latencyMs: 31,
      },
    ],
    ...changes,
  }
}
