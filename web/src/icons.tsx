const paths = {
  dice: 'M5 4h14a1 1 0 0 1 1 1v14a1 1 0 0 1-1 1H5a1 1 0 0 1-1-1V5a1 1 0 0 1 1-1zM8.5 8.5h.01M15.5 8.5h.01M12 12h.01M8.5 15.5h.01M15.5 15.5h.01',
  locked: 'M6 11h12v9H6zM8.5 11V8a3.5 3.5 0 0 1 7 0v3',
  open: 'M6 11h12v9H6zM8.5 11V8a3.5 3.5 0 0 1 6.8-1.2',
  undo: 'M9 14 4 9l5-5M4 9h10a6 6 0 0 1 0 12h-3',
  redo: 'm15 14 5-5-5-5M20 9H10a6 6 0 0 0 0 12h3',
  keys: 'M3 6h18v12H3zM7 10h.01M11 10h.01M15 10h.01M8 14h8',
  key: 'M14.5 9.5a4.5 4.5 0 1 1-3-4.2 4.5 4.5 0 0 1 3 4.2zM13.4 12.4 20 19M17 16l2-2',
  split: 'M4 5h16v14H4zM12 3v18',
  screen: 'M9 4H4v5M15 4h5v5M9 20H4v-5M15 20h5v-5',
  play: 'M8 5v14l11-7z',
  pause: 'M8 5v14M16 5v14',
  freeze: 'M12 3v18M4.2 7.5l15.6 9M19.8 7.5l-15.6 9M9.5 4.5 12 7l2.5-2.5M9.5 19.5 12 17l2.5 2.5',
  through: 'M3 12h15M13 6l6 6-6 6',
  plus: 'M12 5v14M5 12h14',
  close: 'M6 6l12 12M18 6 6 18',
  edit: 'M4 20h4L19 9l-4-4L4 16zM13 7l4 4',
  past: 'M4 5v5h5M4.6 10A8 8 0 1 1 4 14M12 8v4.5l3 2',
  trash: 'M5 7h14M10 7V4h4v3M7 7l1 13h8l1-13',
  again: 'M20 5v5h-5M19.4 10A8 8 0 1 0 20 14',
  bench: 'M12 4v8M7.5 7a7.5 7.5 0 1 0 9 0',
  prompt: 'M4 6h16M4 12h10M4 18h7',
  look: 'M4 8h9M17 8h3M4 16h3M11 16h9M15 6v4M9 14v4',
  cues: 'M4 5h7v6H4zM13 5h7v6h-7zM4 13h7v6H4zM13 13h7v6h-7z',
  source: 'M3 7h12v10H3zM15 11l6-4v10l-6-4z',
  machine: 'M4 15l4-5 4 3 4-7 4 6M4 20h16',
  send: 'M5 12h13M12 6l6 6-6 6',
} as const

export type IconName = keyof typeof paths

/** A drawing of 24 by 24 in the colour of the text; says nothing to those who do not see it. */
export function Icon({ name }: { name: IconName }) {
  return (
    <svg class="icon" viewBox="0 0 24 24" aria-hidden="true">
      <path d={paths[name]} />
    </svg>
  )
}
