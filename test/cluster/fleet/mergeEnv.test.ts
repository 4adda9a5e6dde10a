import assert from 'node:assert/strict'
import { test } from 'node:test'
import { envChanges, mergeEnv } from '#cluster/fleet/mergeEnv.ts'

test('a machine keeps the name of its worker and its lines that end in # local', () => {
  const ours = 'WORKER_ID=server\nTHREADS=8\nENGINE=auto\nHOST=0.0.0.0 # local\n'
  const theirs = 'OLD=1\nexport WORKER_ID=left\nTHREADS=2 # local\n'
  assert.equal(mergeEnv(ours, theirs), 'ENGINE=auto\nexport WORKER_ID=left\nTHREADS=2 # local\n')
})

test('doing it twice changes nothing more', () => {
  const ours = '# a comment\n\nA=1\nWORKER_ID=x\n'
  const once = mergeEnv(ours, 'WORKER_ID=y\n')
  assert.equal(mergeEnv(ours, once), once)
  assert.deepEqual(envChanges(once, mergeEnv(ours, once)), [])
})

test('changes are shown without the values of what is secret', () => {
  const changes = envChanges('A=1\nTOKEN=old\n', 'A=2\nTOKEN=new\nOPENAI_API_KEY=sk\n')
  assert.deepEqual(changes, [
    '- A=1',
    '- TOKEN=… (not shown)',
    '+ A=2',
    '+ TOKEN=… (not shown)',
    '+ OPENAI_API_KEY=… (not shown)',
  ])
})
