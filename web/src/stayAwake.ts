/**
 * Keeps the screen from going dark while the page is looked at. Browsers allow that on this machine and over https only.
 * @returns a function that ends it
 */
export function stayAwake(): () => void {
  let lock: WakeLockSentinel | undefined
  let isOver = false
  const ask = async () => {
    if (document.hidden || isOver || !('wakeLock' in navigator)) return
    try {
      lock = await navigator.wakeLock.request('screen')
      if (isOver) await lock.release()
    } catch (error) {
      console.warn('The screen may go dark: the browser does not let this page keep it awake.', error)
    }
  }
  ask()
  document.addEventListener('visibilitychange', ask) // the lock is lost whenever the page is hidden
  return () => {
    isOver = true
    document.removeEventListener('visibilitychange', ask)
    lock?.release()
  }
}
