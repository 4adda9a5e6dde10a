import { HISTORY_SECONDS, type LatencyHistory, stepLooks, stepNames } from './latencyHistory.ts'

const LABELS_PX = 34
const QUIET = '#8f8c94'
const LINE = '#26262d'

/** Draws the history as layers over one another, newest at the right, as sharp as the screen allows. */
export function drawLatency(canvas: HTMLCanvasElement, history: LatencyHistory): void {
  const context = canvas.getContext('2d')
  const { clientWidth: width, clientHeight: height } = canvas
  if (!context || width === 0) return
  fitToScreen(canvas, context)
  context.clearRect(0, 0, width, height)
  const { samples, ceilingMs } = history
  const plotWidth = width - LABELS_PX
  const xOf = (at: number) => plotWidth * ((HISTORY_SECONDS - samples.length + at) / (HISTORY_SECONDS - 1))
  const yOf = (ms: number) => height - 1 - (ms / ceilingMs) * (height - 8)
  const base = samples.map(() => 0)
  stepNames.forEach((step, layer) => {
    const top = samples.map((sample, at) => (base[at] ?? 0) + (sample[layer] ?? 0))
    context.beginPath()
    for (const [at, ms] of top.entries()) context.lineTo(xOf(at), yOf(ms))
    for (let at = top.length - 1; at >= 0; at--) context.lineTo(xOf(at), yOf(base[at] ?? 0))
    context.fillStyle = stepLooks[step].colour
    context.fill()
    base.splice(0, base.length, ...top)
  })
  drawScale(context, { width, plotWidth, yOf, ceilingMs })
}

type Scale = { width: number; plotWidth: number; yOf: (ms: number) => number; ceilingMs: number }

function drawScale(context: CanvasRenderingContext2D, { width, plotWidth, yOf, ceilingMs }: Scale): void {
  context.font = '11px system-ui, sans-serif'
  context.textAlign = 'right'
  context.textBaseline = 'middle'
  for (const share of [0.5, 1]) {
    const y = Math.round(yOf(ceilingMs * share)) + 0.5
    context.fillStyle = LINE
    context.fillRect(0, y - 0.5, plotWidth, 1)
    context.fillStyle = QUIET
    context.fillText(String(Math.round(ceilingMs * share)), width, y)
  }
}

function fitToScreen(canvas: HTMLCanvasElement, context: CanvasRenderingContext2D): void {
  const { clientWidth, clientHeight } = canvas
  const width = Math.round(clientWidth * devicePixelRatio)
  const height = Math.round(clientHeight * devicePixelRatio)
  if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height })
  context.setTransform(devicePixelRatio, 0, 0, devicePixelRatio, 0, 0)
}
