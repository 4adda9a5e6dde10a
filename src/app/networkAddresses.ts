import { networkInterfaces } from 'node:os'

/** Interfaces that lead to containers and virtual machines of this machine, not to the room. */
const INSIDE = /^(docker|br-|veth|virbr|cni|flannel|vnet)/

/** IPv4 addresses at which other machines may reach this one. */
export function networkAddresses(interfaces: ReturnType<typeof networkInterfaces> = networkInterfaces()): string[] {
  return Object.entries(interfaces)
    .filter(([name]) => !INSIDE.test(name))
    .flatMap(([, addresses]) => addresses ?? [])
    .filter(({ family, internal }) => family === 'IPv4' && !internal)
    .map(({ address }) => address)
}
