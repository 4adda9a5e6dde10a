/** Shows how far each machine is. */
export type Board = Disposable & {
  set(name: string, state: string): void
  /** What does not change any more. */
  settle(name: string, state: string): void
}

/** On a terminal a table that is drawn anew with each change; anywhere else a line for each machine that is done. */
export function openBoard(names: readonly string[], stream: NodeJS.WriteStream = process.stderr): Board {
  return stream.isTTY && names.length < (stream.rows ?? 24) ? openTable(names, stream) : openLines(stream)
}

function openLines(stream: NodeJS.WriteStream): Board {
  return {
    set: () => undefined,
    settle: (name, state) => void stream.write(`${name}: ${state}\n`),
    [Symbol.dispose]: () => undefined,
  }
}

function openTable(names: readonly string[], stream: NodeJS.WriteStream): Board {
  const states = new Map(names.map((name) => [name, 'waits']))
  const width = Math.max(...names.map((name) => name.length))
  const draw = () => {
    const columns = stream.columns ?? 80
    const lines = [...states].map(([name, state]) => `${name.padEnd(width)}  ${state}`.slice(0, columns - 1))
    stream.write(lines.map((line) => `\x1b[2K${line}\n`).join(''))
  }
  const set = (name: string, state: string) => {
    states.set(name, state)
    stream.write(`\x1b[${states.size}A`)
    draw()
  }
  draw()
  return { set, settle: set, [Symbol.dispose]: () => undefined }
}
