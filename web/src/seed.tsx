import { anySeed } from './anySeed.ts'
import { Card } from './card.tsx'
import { useDesk } from './desk.tsx'
import { hintOf } from './fields.ts'
import { Icon } from './icons.tsx'
import { NumberBox } from './numberBox.tsx'
import { Slider } from './slider.tsx'

/** The noise: its seed, and the way from one seed to another. */
export function Seed() {
  const { settings, fields, set } = useDesk()
  const { fixedSeed } = settings
  const Lock = (
    <button
      type="button"
      class={`plain lock ${fixedSeed ? 'on' : ''}`}
      aria-pressed={fixedSeed}
      title={`${fields.fixedSeed.doc} Key: L`}
      onClick={() => set({ fixedSeed: !fixedSeed })}
    >
      <Icon name={fixedSeed ? 'locked' : 'open'} />
      {fixedSeed ? 'Same for every frame' : 'Another for each frame'}
    </button>
  )
  return (
    <Card title="Seed" kind="seed" aside={Lock}>
      <div class="seeds">
        <SeedBox name="seed" label="Seed" />
        <SeedBox name="secondSeed" label="To seed" />
      </div>
      <Slider name="seedTravel" label="Travel" step={0.01} />
      <Slider name="seedTravelSeconds" label="Takes (s)" step={0.1} bend={3} />
    </Card>
  )
}

function SeedBox({ name, label }: { name: 'seed' | 'secondSeed'; label: string }) {
  const { settings, fields, set } = useDesk()
  const { min = 0, max = 1 } = fields[name]
  const onSet = (value: number) => set({ [name]: value })
  return (
    <div class="seedBox">
      <span class="name">{label}</span>
      <NumberBox
        {...{ name, label, onSet }}
        value={settings[name]}
        scale={{ min, max, step: 1 }}
        hint={hintOf(fields[name])}
        onReset={() => onSet(Number(fields[name].default))}
      />
      <button
        type="button"
        class="plain"
        aria-label={`Another ${name === 'seed' ? 'seed' : 'seed to travel to'}`}
        title={name === 'seed' ? 'Another seed. Key: D' : 'Another seed to travel to'}
        onClick={() => onSet(anySeed())}
      >
        <Icon name="dice" />
      </button>
    </div>
  )
}
