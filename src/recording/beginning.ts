/** The moment at which all films of one recording begin, so that they can be played side by side. */
export class Beginning {
  #ms: number | undefined

  /**
   * @param timestamp of a film's first picture
   * @returns that of the first picture of all, in ms since the epoch; the same if this is it
   */
  of(timestamp: number): number {
    this.#ms ??= timestamp
    return this.#ms
  }
}
