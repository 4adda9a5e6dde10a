import { Cameras } from './cameras.tsx'
import { Card } from './card.tsx'
import { Choice } from './choice.tsx'
import { useDesk } from './desk.tsx'
import { Folders } from './folders.tsx'
import { Scrub } from './scrub.tsx'
import { Slider } from './slider.tsx'

/** Where pictures come from. */
export function Source() {
  const { settings, server, set } = useDesk()
  const { mode } = settings
  const problem = server.status?.source.problem
  return (
    <Card title="Source" kind="source">
      <Choice
        name="mode"
        label="Source"
        value={mode}
        onSet={(mode) => set({ mode })}
        options={[
          { word: 'video', shown: 'Pictures', hint: 'Pictures: a folder of pictures, or what was given as --input' },
          { word: 'camera', shown: 'Camera', hint: 'A camera of the server' },
          { word: 'zmq', shown: 'Program', hint: 'Program: another program, over ZeroMQ' },
          { word: 'pattern', shown: 'Test', hint: 'A test pattern' },
        ]}
      />
      {mode === 'video' && <Folders />}
      {mode === 'camera' && <Cameras />}
      {mode === 'zmq' && <p class="quiet">Pictures that another program publishes at the address given as --input.</p>}
      {mode === 'pattern' && <p class="quiet">A drawing that moves, to see that everything else works.</p>}
      {problem && <p class="refusal">{problem}</p>}
      <Scrub />
      {(mode === 'video' || mode === 'pattern') && (
        <Slider name="fps" label="Pictures/s" step={0.1} bend={2} upTo={120} />
      )}
    </Card>
  )
}
