/** What does the audience see when one of two workers is killed, hangs, or comes back? 30 fps, smooth. */
import { benchFrames } from './frames.ts'
import { freePorts, startServer, startWorker } from './processes.ts'
import { report, spread } from './report.ts'
import { intervals, orderOf, receive } from './subscriber.ts'

const folder = benchFrames()

for (const signal of ['SIGKILL', 'SIGSTOP'] as const) {
  for (const batch of [4, 1]) {
    const ports = await freePorts()
    await using _server = startServer(ports, ['--directory', folder, '--batch-size', String(batch)])
    await using victim = startWorker(ports, ['--engine', 'simulate', '--simulate-ms', '30'])
    await using _other = startWorker(ports, ['--engine', 'simulate', '--simulate-ms', '30'])
    await receive(ports.output, 8)
    const watching = receive(ports.output, 12)
    const acting = setTimeout(() => victim.kill(signal), 3000)
    // a killed one is started again, a stopped one goes on
    const healing = signal === 'SIGSTOP' ? setTimeout(() => victim.kill('SIGCONT'), 7000) : undefined
    const pictures = await watching
    clearTimeout(acting)
    clearTimeout(healing)
    report(
      'killedWorker',
      { signal, batch, workers: 2, simulateMs: 30, fps: 30 },
      { ...orderOf(pictures, 150), intervalMs: spread(intervals(pictures)) },
    )
  }
}
