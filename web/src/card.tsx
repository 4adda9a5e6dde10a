import type { ComponentChildren } from 'preact'

export type CardProps = {
  readonly title: string
  /** Names the part of the page for its style. */
  readonly kind: string
  readonly aside?: ComponentChildren
  readonly children: ComponentChildren
}

/** A part of the page under one heading. */
export function Card({ title, kind, aside, children }: CardProps) {
  return (
    <section class={`card ${kind}`} aria-label={title}>
      <header>
        <h2>{title}</h2>
        {aside}
      </header>
      {children}
    </section>
  )
}
