import type { ComponentChildren } from 'preact'
import { useEffect, useRef } from 'preact/hooks'

export type DialogProps = {
  readonly title: string
  readonly onClose: () => void
  readonly children: ComponentChildren
}

/** Something in front of everything else. Escape and a press beside it close it. */
export function Dialog({ title, onClose, children }: DialogProps) {
  const dialog = useRef<HTMLDialogElement>(null)
  useEffect(() => dialog.current?.showModal(), [])
  return (
    <dialog
      ref={dialog}
      aria-label={title}
      onClose={onClose}
      onPointerDown={({ target, currentTarget }) => target === currentTarget && onClose()}
    >
      <div class="dialogInside">
        <h2>{title}</h2>
        {children}
      </div>
    </dialog>
  )
}
