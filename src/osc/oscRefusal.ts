/** Why something that came by OSC is left out, and the name under which such are counted. */
export class OscRefusal extends Error {
  readonly kind: 'no OSC' | 'too much in one packet' | 'value of a kind that nobody knows' | 'not a number'

  constructor(kind: OscRefusal['kind'], message: string) {
    super(message)
    this.name = 'OscRefusal'
    this.kind = kind
  }
}
