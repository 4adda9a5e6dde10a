export type Environment = Readonly<Record<string, string | undefined>>

const SECRET = /KEY|TOKEN|SECRET|PASSWORD|CREDENTIALS/i

/** The environment as programs of others see it: the keys of our services are none of their business. */
export function withoutSecrets(environment: Environment): Record<string, string | undefined> {
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !SECRET.test(name)))
}
