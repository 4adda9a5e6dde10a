import { boolean, choice, integer, real, text, type ValuesOf } from './field.ts'

/** How the window is told to show the pictures. */
export const windowFields = {
  screen: integer({ default: 0, min: 0, max: 63, doc: 'Screen that the picture is shown on; 0 is the first.' }),
  windowed: boolean({ default: false, doc: 'A window that can be moved and resized, instead of the whole screen.' }),
  windowMirror: boolean({
    default: false,
    doc: 'Show the picture left to right in the window, for projection from behind. Viewers and recordings are not mirrored.',
  }),
  rotate: choice({
    default: '0',
    choices: ['0', '90', '180', '270'],
    doc: 'Turn the picture clockwise by so many degrees, for a screen that stands on its side.',
  }),
  pad: boolean({
    default: false,
    doc: 'Show the whole picture with bars beside it. Otherwise it covers the screen and may be cut.',
  }),
  background: text({ default: '#000000', maxLength: 7, doc: 'Colour of the bars and of the empty screen, #RRGGBB.' }),
  sdlLibrary: text({ default: '', doc: 'Path of an SDL2 library to use instead of the one of the system.' }),
  hold: real({
    default: 10,
    min: 0,
    max: 86_400,
    doc: 'When the server is lost, its last picture stays for so many seconds, then fades to the background.',
  }),
} as const

export type WindowConfig = ValuesOf<typeof windowFields>
