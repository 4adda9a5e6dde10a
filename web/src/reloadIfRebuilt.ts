const PATIENCE_MS = 10_000

/** Loads the page anew if the server, after a restart, has another build of it. The names of scripts change with their contents. */
export async function reloadIfRebuilt(): Promise<void> {
  const own = document.querySelector<HTMLScriptElement>('script[type=module]')?.getAttribute('src')
  try {
    const answer = await fetch(location.pathname, { cache: 'no-store', signal: AbortSignal.timeout(PATIENCE_MS) })
    if (!answer.ok || !own) return
    if (!(await answer.text()).includes(own)) location.reload()
  } catch (error) {
    console.warn('Whether the page is new will be seen at the next connection.', error)
  }
}
