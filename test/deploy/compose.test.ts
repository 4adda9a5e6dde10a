import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { DCLinter } from 'dclint'
import { serverConfigFields, workerConfigFields } from '#settings/config.ts'
import { prefixedVariableOf } from '#settings/optionNames.ts'
import { ROOT, textOf, yamlOf } from './deployFiles.ts'

const { services } = yamlOf('compose.yaml')
const all = Object.entries(services)
const OWN = all.filter(([, { image }]) => String(image).startsWith('i2i-'))

// the file is ordered for readers, not by the alphabet
const OFF = [
  'service-keys-order',
  'service-ports-alphabetical-order',
  'services-alphabetical-order',
  'top-level-properties-order',
  'no-quotes-in-volumes',
  // an image that is built here carries the name that it is then found by
  'no-build-and-image',
  // it does not see an address that comes from a variable; the tests below look themselves
  'no-unbound-port-interfaces',
]

test('compose.yaml is as the Compose Specification wants it', () => {
  const rules = Object.fromEntries(OFF.map((rule) => [rule, 0 as const]))
  const linter = new DCLinter({ rules, quiet: false, debug: false, exclude: [] })
  const results: Linted[] = linter.lintFiles([join(ROOT, 'compose.yaml')], false)
  const messages = results.flatMap((result) => result.messages)
  assert.deepEqual(
    messages.map(({ line, message }) => `line ${line}: ${message}`),
    [],
  )
})

for (const [name, service] of all) {
  test(`${name} has no rights, a limit, and starts again by itself`, () => {
    assert.equal(service.read_only, true)
    assert.deepEqual(service.cap_drop, ['ALL'])
    assert.deepEqual(service.security_opt, ['no-new-privileges:true'])
    assert.equal(service.restart, name === 'models' ? 'no' : 'unless-stopped')
    const { limits } = service.deploy.resources
    assert.ok(limits.memory && limits.pids)
    // Docker refuses more than the machine has
    assert.ok(Number(limits.cpus ?? 1) <= 1)
  })
}

test('nothing runs as the latest version of somebody else', () => {
  for (const [, { image }] of all) {
    if (!String(image).startsWith('i2i-')) assert.match(String(image), /^[\w./-]+:v?\d+\.\d+\.\d+$/)
  }
})

test('the ports are those of the settings', () => {
  const { jobPort, settingsPort, outputPort, oscPort } = serverConfigFields
  const inside = [...services.server.ports].map((port) => String(port).split(':').at(-1))
  const wanted = [jobPort.default, settingsPort.default, outputPort.default, `${oscPort.default}/udp`]
  assert.deepEqual(inside, wanted.map(String))
})

test('Prometheus and Grafana, which anybody may read, are for this machine only', () => {
  for (const name of ['prometheus', 'grafana']) {
    for (const port of services[name].ports) assert.match(String(port), /^127\.0\.0\.1:/)
  }
})

test('each worker on a graphics card has a card and a name of its own', () => {
  const workers = all.filter(([name]) => name.startsWith('worker-gpu'))
  const cards = workers.map(([, { deploy }]) => String([...deploy.resources.reservations.devices][0]?.device_ids))
  const names = workers.map(([, { environment }]) => environment.I2I_WORKER_ID)
  assert.deepEqual(cards, ['0', '1'])
  assert.equal(new Set(names).size, workers.length)
})

test('the variables of our programs are options of theirs', () => {
  const known = Object.keys({ ...serverConfigFields, ...workerConfigFields }).map(prefixedVariableOf)
  const given = OWN.flatMap(([, { environment }]) => Object.keys(environment)).filter((name) => name.startsWith('I2I_'))
  assert.deepEqual(
    given.filter((name) => !known.includes(name)),
    [],
  )
})

test('every folder and file that is shown to a container is in the repository', () => {
  const shown = all.flatMap(([, { volumes }]) =>
    [...(volumes ?? [])].map((volume) => String(volume).split(':')[0] ?? ''),
  )
  const own = shown.filter((path) => path.startsWith('./'))
  assert.ok(own.length >= 3)
  for (const path of own) assert.ok(existsSync(join(ROOT, path)), path)
})

test('Prometheus asks the server where it answers, and its rules lie where it looks', () => {
  const config = yamlOf('deploy/prometheus/prometheus.yml')
  const [job] = [...config.scrape_configs]
  assert.deepEqual(job?.static_configs, [{ targets: [`server:${serverConfigFields.settingsPort.default}`] }])
  assert.deepEqual(config.rule_files, ['/etc/prometheus/alerts.yaml'])
})

test('Grafana finds its source and its dashboard where they are mounted', () => {
  const [source] = [...yamlOf('deploy/grafana/provisioning/datasources/prometheus.yaml').datasources]
  assert.equal(source?.url, 'http://prometheus:9090')
  const [provider] = [...yamlOf('deploy/grafana/provisioning/dashboards/i2i.yaml').providers]
  assert.ok(
    textOf('compose.yaml').includes(`./deploy/grafana/dashboard.json:${provider?.options.path}/dashboard.json:ro`),
  )
})

/** What the linter answers for a file; its own types do not reach us. */
type Linted = { readonly messages: readonly { readonly line: number; readonly message: string }[] }
