/** A model on one thread of the CPU: the same numbers everywhere, and no threads that wait in a loop for the next run. */
export const onCpu = {
  provider: 'cpu',
  device: 0,
  threads: 1,
  precision: 'auto',
  vae: 'auto',
  noise: 'float32',
} as const
