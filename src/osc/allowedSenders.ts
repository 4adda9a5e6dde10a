import { BlockList, isIP } from 'node:net'
import { OperatorError } from '#errors/operatorError.ts'

/** Who may be heard by OSC. */
export type AllowedSenders = {
  hears(address: string): boolean
  /** For the log at start. */
  readonly sentence: string
}

/**
 * Reads the list of `--osc_allow`: addresses, or networks like 10.0.0.0/24, separated by commas.
 * @throws OperatorError BAD_OPTION
 */
export function allowedSenders({ allow, hasToken }: { allow: string; hasToken: boolean }): AllowedSenders {
  const named = allow
    .split(',')
    .map((word) => word.trim())
    .filter((word) => word !== '')
  const list = new BlockList()
  for (const word of named) addTo(list, word)
  if (named.length > 0) {
    return { hears: (address) => has(list, address), sentence: `from ${named.join(', ')}` }
  }
  if (!hasToken) return { hears: () => true, sentence: 'from anywhere' }
  addTo(list, 'localhost')
  const sentence = 'from this machine only, because there is a token; --osc_allow ADDRESS lets others in'
  return { hears: (address) => has(list, address), sentence }
}

function addTo(list: BlockList, word: string): void {
  if (word === 'localhost') {
    list.addSubnet('127.0.0.0', 8, 'ipv4')
    list.addAddress('::1', 'ipv6')
    return
  }
  const [address = '', bits, ...more] = word.split('/')
  const family = familyOf(address)
  if (!family || more.length > 0 || !isWidth(bits, family)) throw notAnAddress(word)
  if (bits === undefined) list.addAddress(address, family)
  else list.addSubnet(address, Number(bits), family)
}

function isWidth(bits: string | undefined, family: 'ipv4' | 'ipv6'): boolean {
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (family === 'ipv4' ? 32 : 128))
}

function has(list: BlockList, address: string): boolean {
  // a socket for both kinds writes 10.0.0.3 as ::ffff:10.0.0.3, and puts the network card behind a %
  const plain = address.replace(/^::ffff:(?=\d+\.)/i, '').replace(/%.*$/, '')
  const family = familyOf(plain)
  return family !== undefined && list.check(plain, family)
}

function familyOf(address: string): 'ipv4' | 'ipv6' | undefined {
  return ({ 4: 'ipv4', 6: 'ipv6' } as const)[isIP(address)]
}

function notAnAddress(word: string): OperatorError {
  return new OperatorError(
    'BAD_OPTION',
    `--osc_allow cannot be ${JSON.stringify(word)}.`,
    'Give addresses like 10.0.0.3 or networks like 10.0.0.0/24, separated by commas.',
  )
}
