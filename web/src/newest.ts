/**
 * Uses one item at a time; while one is in use only the newest of those that arrive is kept.
 * @param use  takes as long as it likes; must not fail
 * @param done called once for every item, used or put aside
 */
export function newest<T>(use: (item: T) => Promise<void>, done: () => void): (item: T) => void {
  let waiting: T | undefined
  let isBusy = false

  const work = async () => {
    isBusy = true
    while (waiting !== undefined) {
      const item = waiting
      waiting = undefined
      await use(item)
      done()
    }
    isBusy = false
  }

  return (item) => {
    if (waiting !== undefined) done()
    waiting = item
    if (!isBusy) work()
  }
}
