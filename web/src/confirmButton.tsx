import { useEffect, useState } from 'preact/hooks'
import { Icon, type IconName } from './icons.tsx'

const THINK_FOR_MS = 4000

export type ConfirmButtonProps = {
  readonly label: string
  readonly icon: IconName
  readonly question: string
  readonly onConfirm: () => void
}

/** A button that wants to be pressed twice: the first press asks, and the question goes away by itself. */
export function ConfirmButton({ label, icon, question, onConfirm }: ConfirmButtonProps) {
  const [isAsking, setAsking] = useState(false)
  useEffect(() => {
    if (!isAsking) return
    const timer = setTimeout(() => setAsking(false), THINK_FOR_MS)
    return () => clearTimeout(timer)
  }, [isAsking])
  const press = () => {
    if (isAsking) onConfirm()
    setAsking(!isAsking)
  }
  return (
    <button
      type="button"
      class={isAsking ? 'sure' : 'plain'}
      aria-label={isAsking ? `${label}: press again to do it` : label}
      title={label}
      onClick={press}
      onBlur={() => setAsking(false)}
    >
      {isAsking ? question : <Icon name={icon} />}
    </button>
  )
}
