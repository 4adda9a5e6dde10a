/** Pictures of one size; graphs are made for exactly that. */
export type Shape = {
  readonly count: number
  readonly heightPx: number
  readonly widthPx: number
}
