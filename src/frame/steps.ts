/** The ten steps every frame's time is divided into, in the order of its journey. Together they are its latency. */
export const STEPS = [
  'door', // captured → let in and numbered
  'batch', // → its batch was full
  'queue', // → handed to a worker
  'network', // both ways, and whatever the worker did not account for
  'decode',
  'transform',
  'encode',
  'reorder', // result received → its turn
  'playout', // its turn → its moment
  'publish', // → on the socket
] as const

export type Step = (typeof STEPS)[number]

/** Milliseconds spent in each step. */
export type StepTimes = Readonly<Record<Step, number>>
