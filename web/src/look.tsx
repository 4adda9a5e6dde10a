import { Card } from './card.tsx'
import { Slider } from './slider.tsx'

/** How far the model goes. */
export function Look() {
  return (
    <Card title="Look" kind="look">
      <Slider name="strength" label="Strength" step={0.01} />
      <Slider name="numInferenceSteps" label="Steps" step={1} bend={2} />
      <Slider name="guidanceScale" label="Guidance" step={0.1} bend={2} />
      <Slider name="opacity" label="Opacity" step={0.01} />
    </Card>
  )
}
