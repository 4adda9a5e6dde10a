import { execFileSync } from 'node:child_process'
import { mkdirSync, readdirSync, renameSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/**
 * A folder of 150 JPEGs of 1024x576 at about quality 90 and 150 KB, each different: a slow zoom into the Mandelbrot set over a
 * moving gradient with film noise. Made once with ffmpeg and kept in the temporary folder.
 */
export function benchFrames(): string {
  const folder = join(tmpdir(), 'i2i-bench-frames')
  mkdirSync(folder, { recursive: true })
  if (readdirSync(folder).length === FRAMES) return folder
  const unfinished = `${folder}-${process.pid}`
  mkdirSync(unfinished)
  const graph =
    '[0:v]format=gbrp[m];[1:v]format=gbrp[g];[m][g]blend=all_mode=average,noise=alls=11:allf=t,format=yuvj420p[v]'
  const inputs = [
    'mandelbrot=size=1024x576:rate=30:end_scale=0.02:end_pts=300:maxiter=1500',
    'gradients=size=1024x576:rate=30:n=4:speed=0.02:seed=7',
  ]
  const input = inputs.flatMap((source) => ['-f', 'lavfi', '-i', source])
  const output = ['-map', '[v]', '-frames:v', String(FRAMES), '-q:v', '2', join(unfinished, '%04d.jpg')]
  execFileSync('ffmpeg', ['-nostdin', '-v', 'error', ...input, '-filter_complex', graph, ...output])
  renameSync(unfinished, folder)
  return folder
}

const FRAMES = 150
