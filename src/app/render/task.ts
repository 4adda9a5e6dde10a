/** One picture of a rendering: where it comes from and where it goes. */
export type Task = {
  /** Its place in the list of all pictures, from 0; an unfixed seed is derived from it, so it survives an interruption. */
  readonly seq: number
  /** Absolute path of the input. */
  readonly from: string
  /** Absolute path of the output. */
  readonly to: string
  /** Path of the output below the output's folder: how the operator and the record know it. */
  readonly name: string
}

/** What became of one picture. */
export type Outcome = { readonly task: Task; readonly isDone: true } | Failure

/** A picture that could not be rendered, and why, as a sentence or the rest of one. */
export type Failure = { readonly task: Task; readonly isDone: false; readonly reason: string }

export function failureOf(task: Task, reason: string): Failure {
  return { task, isDone: false, reason }
}
