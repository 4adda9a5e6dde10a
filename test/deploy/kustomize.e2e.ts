import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { runProgram } from '#test/runProgram.ts'
import { temporaryFolder } from '#test/temporaryFolder.ts'
import { onPath } from '../../scripts/setup/systemPackages.mjs'
import { documentsOf, type Part, ROOT } from './deployFiles.ts'

/** What has kustomize in it, and how it is called. */
const BUILD = onPath('kustomize') ? ['kustomize', 'build'] : onPath('kubectl') ? ['kubectl', 'kustomize'] : undefined
const skip = BUILD ? false : 'needs kustomize or kubectl: https://kubectl.docs.kubernetes.io/installation/kustomize/'
const timeout = 60_000

for (const folder of ['overlays/gpu', 'overlays/cpu-preview', 'jobs']) {
  test(`${folder} makes objects that the schemas of Kubernetes 1.34 take`, { skip, timeout }, async (t) => {
    const objects = await built(folder)
    assert.ok(objects.length > 0)
    for (const object of objects) await validate(object)
    assert.equal(await complaintsAboutTypes(t, objects), '')
  })
}

test('a worker has a card of its own, and the autoscaler decides how many there are', { skip, timeout }, async () => {
  const { spec } = named(await built('overlays/gpu'), 'Deployment', 'i2i-worker')
  const [container] = [...spec.template.spec.containers]
  assert.equal(container?.resources.limits['nvidia.com/gpu'], 1)
  assert.equal(spec.replicas, undefined)
})

test('the preview needs no card, no model and no autoscaler', { skip, timeout }, async () => {
  const objects = await built('overlays/cpu-preview')
  const names = objects.map(({ kind, metadata }) => `${kind} ${metadata.name}`)
  const { spec } = named(objects, 'Deployment', 'i2i-worker').spec.template
  const unwanted = ['PersistentVolumeClaim i2i-models', 'HorizontalPodAutoscaler i2i-worker']
  assert.deepEqual(
    names.filter((name) => unwanted.includes(name)),
    [],
  )
  assert.deepEqual(JSON.stringify(spec).match(/nvidia|i2i-models/g), null)
  assert.equal([...spec.containers][0]?.image, 'registry.example.org/i2i-server:0.4.0')
})

test('pods take their variables from maps that are there', { skip, timeout }, async () => {
  const objects = await built('overlays/gpu')
  for (const name of ['i2i-server', 'i2i-worker']) {
    const [container] = [...named(objects, 'Deployment', name).spec.template.spec.containers]
    const map = [...(container?.envFrom ?? [])].map(({ configMapRef }) => configMapRef?.name).find(Boolean)
    assert.ok(named(objects, 'ConfigMap', String(map)))
  }
})

async function built(folder: string): Promise<Part[]> {
  const [program = '', command = ''] = BUILD ?? []
  const { code, stdout, stderr } = await runProgram(program, [command, join(ROOT, 'deploy/kubernetes', folder)])
  assert.equal(code, 0, stderr)
  assert.doesNotMatch(stderr, /deprecated/i)
  return documentsOf(stdout)
}

/** Values, formats and what has to be there: the schemas do not mind what they do not know. */
async function validate(object: Part): Promise<void> {
  const models = await import(`kubernetes-models/${groupOf(object)}`)
  new models[String(object.kind)](object).validate()
}

/** Misspelt keys: the types of the same version mind what they do not know. */
async function complaintsAboutTypes(t: TestContext, objects: readonly Part[]): Promise<string> {
  const folder = temporaryFolder(t)
  const lines = objects.map((object, i) => {
    const type = `import('kubernetes-models/${groupOf(object)}').I${object.kind}`
    return `export const object${i}: ${type} = ${JSON.stringify(object, undefined, 1)}`
  })
  writeFileSync(join(folder, 'objects.ts'), lines.join('\n'))
  const paths = { 'kubernetes-models/*': [join(ROOT, 'node_modules/kubernetes-models/*')] }
  const compilerOptions = { noEmit: true, strict: true, skipLibCheck: true, module: 'nodenext', types: [], paths }
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['objects.ts'] }))
  const { code, stdout } = await runProgram(join(ROOT, 'node_modules/.bin/tsc'), ['-p', folder, '--pretty', 'false'])
  return code === 0 ? '' : stdout
}

/** `apps/v1`; the core group has none: `v1`. */
function groupOf({ apiVersion }: Part): string {
  return String(apiVersion)
}

function named(objects: readonly Part[], kind: string, name: string): Part {
  const found = objects.find((object) => String(object.kind) === kind && String(object.metadata.name) === name)
  assert.ok(found, `there is no ${kind} ${name}`)
  return found
}
