import { Card } from './card.tsx'
import { Choice } from './choice.tsx'
import { useDesk } from './desk.tsx'
import { hintOf } from './fields.ts'
import { NumberBox } from './numberBox.tsx'
import { Range } from './range.tsx'
import { RecordingLine } from './recordingLine.tsx'
import type { Settings } from './server.ts'
import { Slider } from './slider.tsx'
import { Toggle } from './toggle.tsx'

/** What leaves the machine: size, pace, and how it is handled. */
export function Output() {
  const { settings, fields, set } = useDesk()
  return (
    <Card title="Picture" kind="output">
      <Slider name="resolution" label="Resolution" step={8} />
      <BatchSize />
      <Slider name="jpegQuality" label="Quality" step={1} />
      <div class="knob">
        <span class="name" title={hintOf(fields.pacing)}>
          Pacing
        </span>
        <Choice
          name="pacing"
          label="Pacing"
          value={settings.pacing}
          onSet={(pacing) => set({ pacing })}
          options={[
            { word: 'smooth', shown: 'Smooth', hint: 'Smooth: even intervals, a little later' },
            { word: 'fast', shown: 'Fast', hint: 'Fast: every picture the moment it is ready' },
          ]}
        />
      </div>
      <div class="toggles">
        <Toggle name="mirror" label="Mirror" />
        <Toggle name="compel" label="Weights" />
        <Toggle name="debug" label="Numbers" />
      </div>
      <RecordingLine />
    </Card>
  )
}

/** A number of frames, or whatever keeps up. */
function BatchSize() {
  const { settings, fields, server, set, hold, letGo } = useDesk()
  const field = fields.batchSize
  const { min = 1, max = 32 } = field
  const isAuto = settings.batchSize === 'auto'
  const value = settings.batchSize === 'auto' ? (server.status?.batchSize ?? min) : settings.batchSize
  const onSet = (batchSize: number) => set({ batchSize })
  const onReset = () => set({ batchSize: field.default as Settings['batchSize'] })
  const common = { name: 'batchSize', label: 'Batch size', value, onSet, onReset, hint: hintOf(field) }
  return (
    <div class="knob batch">
      <label class="name" for="batchSize" title={hintOf(field)} onDblClick={onReset}>
        Batch
      </label>
      <span class="pair">
        <Range
          {...common}
          id="batchSize"
          scale={{ min, max, step: 1, bend: 2 }}
          onHold={() => hold('batchSize')}
          onLetGo={() => letGo('batchSize')}
        />
        <button
          type="button"
          class={`chip ${isAuto ? 'on' : ''}`}
          aria-pressed={isAuto}
          title="The smallest batch that keeps up with the source"
          onClick={() => set({ batchSize: isAuto ? value : 'auto' })}
        >
          auto
        </button>
      </span>
      <NumberBox {...common} scale={{ min, max, step: 1 }} />
    </div>
  )
}
