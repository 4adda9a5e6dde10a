import assert from 'node:assert/strict'
import { existsSync, globSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { test } from 'node:test'
import { serverConfigFields } from '#settings/config.ts'
import { documentsOf, type Part, ROOT, textOf, yamlFilesBelow, yamlOf } from './deployFiles.ts'

const FOLDER = 'deploy/kubernetes'
const server = yamlOf(`${FOLDER}/base/server.yaml`)
const worker = yamlOf(`${FOLDER}/base/worker.yaml`)

test('every YAML file can be read', () => {
  const files = [...yamlFilesBelow('deploy'), 'compose.yaml']
  assert.ok(files.length > 15)
  for (const file of files) assert.ok(documentsOf(textOf(file)).length > 0, file)
})

test('every file and folder that a kustomization names is there', () => {
  const kustomizations = yamlFilesBelow(FOLDER).filter((file) => file.endsWith('kustomization.yaml'))
  assert.equal(kustomizations.length, 5)
  for (const file of kustomizations) {
    const { resources = [], components = [], patches = [] } = yamlOf(file)
    const named = [...resources, ...components, ...[...patches].flatMap(({ path }) => path ?? [])].map(String)
    for (const name of named) assert.ok(existsSync(join(ROOT, dirname(file), name)), `${file}: ${name}`)
  }
})

test('Kubernetes looks at the right pages: it starts a server anew only when it does not answer', () => {
  const { startupProbe, livenessProbe, readinessProbe } = containerOf(server)
  assert.deepEqual([startupProbe, livenessProbe].map(({ httpGet }) => httpGet.path).map(String), [
    '/healthz',
    '/healthz',
  ])
  assert.equal(readinessProbe.httpGet.path, '/readyz')
})

test('workers find a server through which no picture flows yet', () => {
  for (const service of documentsOf(textOf(`${FOLDER}/base/services.yaml`))) {
    assert.equal(service.spec.publishNotReadyAddresses, true)
  }
})

test('a worker is started anew when it hangs, not when the server is away', () => {
  const { startupProbe, livenessProbe, readinessProbe } = containerOf(worker)
  const wanted = [startupProbe, livenessProbe, readinessProbe].map(({ exec }) => [...exec.command].at(-1))
  assert.deepEqual(wanted, ['alive', 'alive', 'linked'])
  const [, script = ''] = [...livenessProbe.exec.command].map(String)
  assert.ok(existsSync(join(ROOT, script.replace('/app/', ''))), script)
})

test('the ports are those of the settings, TCP and UDP in Services of their own', () => {
  const { jobPort, settingsPort, outputPort, oscPort } = serverConfigFields
  const tcp = [jobPort, settingsPort, outputPort].map((field) => `TCP ${field.default}`)
  const wanted = [...tcp, `UDP ${oscPort.default}`]
  const inside = [...containerOf(server).ports].map(({ protocol, containerPort }) => `${protocol} ${containerPort}`)
  const services = documentsOf(textOf(`${FOLDER}/base/services.yaml`))
  const outside = services.map(({ spec }) => [...spec.ports].map(({ protocol, port }) => `${protocol} ${port}`))
  assert.deepEqual(inside, wanted)
  assert.deepEqual(outside, [tcp, wanted.slice(3)])
})

for (const [name, pod] of Object.entries({ server, worker, model: yamlOf(`${FOLDER}/jobs/model.yaml`) })) {
  test(`the pod of the ${name} passes the restricted profile`, () => {
    const { securityContext, automountServiceAccountToken } = pod.spec.template.spec
    assert.equal(automountServiceAccountToken, false)
    assert.equal(securityContext.runAsNonRoot, true)
    assert.deepEqual(securityContext.seccompProfile, { type: 'RuntimeDefault' })
    assert.deepEqual(containerOf(pod).securityContext, {
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
    })
  })
}

test('the autoscaler asks for what the adapter offers, and that is made of numbers that the server shows', () => {
  const folder = `${FOLDER}/components/autoscaling`
  const rules = [...yamlOf(`${folder}/adapterRules.yaml`).rules.external]
  const asked = [...yamlOf(`${folder}/autoscaler.yaml`).spec.metrics].map(({ external }) => external.metric.name)
  assert.deepEqual(
    asked.map(String),
    rules.map(({ name }) => String(name.as)),
  )
  const shown = globSync('src/telemetry/*.ts', { cwd: ROOT }).map(textOf).join()
  const used = rules.flatMap((rule) => String(rule.metricsQuery).match(/i2i_\w+/g) ?? [])
  assert.ok(used.length >= 4)
  for (const name of used) assert.ok(shown.includes(`'${name}'`), name)
})

function containerOf({ spec }: Part): Part {
  const [container] = [...spec.template.spec.containers]
  assert.ok(container)
  return container
}
