import { useMemo, useState } from 'preact/hooks'
import { newest } from './newest.ts'
import { Prompt } from './prompt.tsx'
import { patchSettings, type Settings } from './server.ts'

/** The few settings that are wanted all the time: prompt, strength and seed. */
export function Controls({ settings }: { settings: Settings }) {
  const [refusal, setRefusal] = useState('')
  const set = useMemo(() => {
    // one request at a time for each; a slider that moves on meanwhile is heard with its newest value
    const sender = <Name extends keyof Settings>(name: Name) =>
      newest(
        (value: Settings[Name]) =>
          patchSettings({ [name]: value }).then(
            () => setRefusal(''),
            (error: Error) => setRefusal(error.message),
          ),
        () => {},
      )
    return { prompt: sender('prompt'), strength: sender('strength'), seed: sender('seed') }
  }, [])

  return (
    <footer>
      <Prompt current={settings.prompt} onSet={set.prompt} />
      {refusal && (
        <p class="refusal" role="alert">
          {refusal}
        </p>
      )}
      <div class="knobs">
        <Strength current={settings.strength} onSet={set.strength} />
        <Seed current={settings.seed} onSet={set.seed} />
      </div>
    </footer>
  )
}

type Knob = { readonly current: number; readonly onSet: (value: number) => void }

function Strength({ current, onSet }: Knob) {
  const [held, setHeld] = useState<number>()
  const value = held ?? current
  return (
    <label class="knob strength">
      <span>strength</span>
      <input
        type="range"
        min={0}
        max={1}
        step={0.01}
        value={value}
        style={{ '--share': `${value * 100}%` }}
        onInput={({ currentTarget }) => {
          setHeld(currentTarget.valueAsNumber)
          onSet(currentTarget.valueAsNumber)
        }}
        // not at once: the server's answer is still on its way
        onChange={() => setTimeout(() => setHeld(undefined), 400)}
      />
      <output>{value.toFixed(2)}</output>
    </label>
  )
}

function Seed({ current, onSet }: Knob) {
  // what is being typed stays, whatever is set elsewhere meanwhile
  const [typed, setTyped] = useState<string>()
  const finish = () => {
    if (typed !== undefined && typed.trim() !== '') onSet(Number(typed))
    setTyped(undefined)
  }
  return (
    <label class="knob seed">
      <span>seed</span>
      <input
        type="text"
        inputMode="numeric"
        value={typed ?? String(current)}
        onInput={({ currentTarget }) => setTyped(currentTarget.value)}
        onKeyDown={({ key }) => key === 'Enter' && finish()}
        onBlur={finish}
      />
      <button type="button" title="another seed" onClick={() => onSet(Math.floor(Math.random() * 100_000))}>
        new
      </button>
    </label>
  )
}
