import { useDesk } from './desk.tsx'
import { useList } from './useList.ts'

type FolderList = {
  readonly dataRoot: string
  readonly folders: readonly { readonly name: string; readonly pictures: number }[]
}

/** The folders of pictures that can be played. */
export function Folders() {
  const { settings, set } = useDesk()
  const { list, problem } = useList<FolderList>('/api/folders')
  if (problem) return <p class="refusal">{problem}</p>
  if (!list) return <div class="folders" aria-busy="true" />
  if (list.folders.length === 0) return <p class="quiet">Put folders with JPEG or PNG pictures into {list.dataRoot}.</p>
  return (
    <div class="folders" role="radiogroup" aria-label="Folder">
      {list.folders.map(({ name, pictures }) => {
        const isChosen = isSame(settings.directory, `${list.dataRoot}/${name}`)
        return (
          <label key={name} class={isChosen ? 'chosen' : ''} title={`${name}: ${pictures} pictures`}>
            <input
              type="radio"
              name="directory"
              checked={isChosen}
              onChange={() => set({ directory: `${list.dataRoot}/${name}` })}
            />
            <img src={`/api/thumbnail/${encodeURIComponent(name)}`} alt="" loading="lazy" width={160} height={90} />
            <span>{name}</span>
          </label>
        )
      })}
    </div>
  )
}

/** Whether two spellings of a path mean the same folder. */
function isSame(one: string, other: string): boolean {
  const short = (path: string) => path.replaceAll('\\', '/').replace(/^\.\//, '').replace(/\/+$/, '')
  return short(one) === short(other)
}
