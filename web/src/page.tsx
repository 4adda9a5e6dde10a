import { useCallback, useEffect, useMemo, useState } from 'preact/hooks'
import { Console } from './console.tsx'
import { DeskContext } from './desk.tsx'
import { HelpDialog } from './helpDialog.tsx'
import { type Drawn, Measure, type Measured } from './measure.ts'
import { NoteList } from './noteList.tsx'
import { Stage } from './stage.tsx'
import { type Tab, Tabs } from './tabs.tsx'
import { TokenDialog } from './tokenDialog.tsx'
import { TopBar, TopButtons } from './topBar.tsx'
import { useControls } from './useControls.ts'
import { useFields } from './useFields.ts'
import { useServer } from './useServer.ts'
import { problemInWords } from './words.ts'

/** The live picture, how the server is, and everything that can be changed. */
export function Page() {
  const controls = useControls()
  const server = useServer(controls.onEvent)
  const fields = useFields(server.isConnected)
  const measure = useMemo(() => new Measure(), [])
  const measured = useMeasured(measure)
  const [aspect, setAspect] = useState(16 / 9)
  const [isStreaming, setStreaming] = useState(false)
  const [isSplit, setSplit] = useState(false)
  const [isHelp, setHelp] = useState(false)
  const [tab, setTab] = useState<Tab>('prompt')
  const onDrawn = useCallback(
    (drawn: Drawn) => {
      measure.count(drawn)
      setAspect(drawn.widthPx / drawn.heightPx) // draws nothing while it stays the same
    },
    [measure],
  )
  const { access, accessState, wishes, notes, dismiss } = controls
  const seen = { ...server, isConnected: server.isConnected && isStreaming }
  const settings = server.settings && wishes.over(server.settings)
  const desk = settings && fields && { ...controls, server, settings, fields, access: accessState }
  const problem = problemInWords(seen, measured.size !== '')

  return (
    <DeskContext.Provider value={desk}>
      <main class={`page tab-${tab} ${seen.isConnected ? '' : 'away'}`} style={{ '--aspect': aspect }}>
        <TopBar server={seen} measured={measured}>
          {desk && <TopButtons onUnlock={() => access.unlock()} onHelp={() => setHelp(true)} />}
        </TopBar>
        <Stage
          {...{ server: { ...server, settings }, measured, problem, isSplit, onDrawn }}
          onSplit={setSplit}
          onStreaming={setStreaming}
        />
        {desk && <Console onSplit={() => setSplit(!isSplit)} onHelp={() => setHelp(true)} onTab={setTab} />}
        {desk && <Tabs current={tab} onChoose={setTab} />}
        <NoteList notes={notes} onDismiss={dismiss} />
        {isHelp && <HelpDialog onClose={() => setHelp(false)} />}
        {accessState.isAsking && <TokenDialog access={access} />}
      </main>
    </DeskContext.Provider>
  )
}

function useMeasured(measure: Measure): Measured {
  const [measured, setMeasured] = useState(() => measure.read())
  useEffect(() => {
    const timer = setInterval(() => setMeasured(measure.read()), 500)
    return () => clearInterval(timer)
  }, [measure])
  return measured
}
