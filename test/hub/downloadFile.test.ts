import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { type TestContext, test } from 'node:test'
import { downloadFile } from '#hub/downloadFile.ts'
import { HubClient } from '#hub/hubClient.ts'
import { openHub, type TestHub, type Troubles } from '#test/hub.ts'
import { manualClock } from '#test/manualClock.ts'
import { temporaryFolder } from '#test/temporaryFolder.ts'

const BYTES = 1_000_000
const weights = Buffer.alloc(BYTES, 'diffusion')
const SHA256 = createHash('sha256').update(weights).digest('hex')

test('a file arrives whole, with its SHA-256', async (t) => {
  await using at = await scene(t)
  assert.deepEqual(await at.download(), { bytes: BYTES, sha256: SHA256 })
  assert.ok(readFileSync(at.part).equals(weights))
})

test('a connection that breaks three times is continued where it broke', async (t) => {
  await using at = await scene(t, { breakAfterBytes: 300_000, breaks: 3 })
  assert.deepEqual(await at.download(), { bytes: BYTES, sha256: SHA256 })
  const ranges = at.rangesHeard()
  assert.equal(ranges.length, 4)
  assert.equal(ranges[0], undefined)
  for (const [i, range] of ranges.slice(1).entries()) {
    const from = Number(/^bytes=(\d+)-$/.exec(range ?? '')?.[1])
    assert.ok(from > i * 200_000 && from <= (i + 1) * 300_000, `continues at ${from}`)
  }
})

test('what an earlier run has left is not fetched again', async (t) => {
  await using at = await scene(t)
  writeFileSync(at.part, weights.subarray(0, 400_000))
  assert.deepEqual(await at.download(), { bytes: BYTES, sha256: SHA256 })
  assert.deepEqual(at.rangesHeard(), ['bytes=400000-'])
})

test('a part that is complete already is only checked', async (t) => {
  await using at = await scene(t)
  writeFileSync(at.part, weights)
  assert.deepEqual(await at.download(), { bytes: BYTES, sha256: SHA256 })
  assert.deepEqual(at.rangesHeard(), [])
})

test('a server without ranges starts over, and the pieces are not glued', async (t) => {
  await using at = await scene(t, { withoutRanges: true, breakAfterBytes: 300_000, breaks: 2 })
  assert.deepEqual(await at.download(), { bytes: BYTES, sha256: SHA256 })
})

test('a file that is another version after the break starts over', async (t) => {
  await using at = await scene(t, { changingTags: true, breakAfterBytes: 300_000, breaks: 1 })
  assert.deepEqual(await at.download(), { bytes: BYTES, sha256: SHA256 })
  assert.ok(at.told.some(({ bytes }, i) => bytes < (at.told[i - 1]?.bytes ?? 0)))
})

test('a damaged piece from an earlier run is thrown away and fetched again', async (t) => {
  await using at = await scene(t)
  writeFileSync(at.part, Buffer.alloc(400_000, 'x'))
  assert.deepEqual(await at.download(), { bytes: BYTES, sha256: SHA256 })
  assert.deepEqual(at.rangesHeard(), ['bytes=400000-', undefined])
})

test('a file that arrives with another hash is refused and not kept', async (t) => {
  await using at = await scene(t, { damaged: 'weights.safetensors' })
  await assert.rejects(at.download(), {
    code: 'DOWNLOAD_DAMAGED',
    message: new RegExp(`^weights.safetensors of a/b has arrived damaged: its SHA-256 is .* instead of ${SHA256}`),
  })
  assert.equal(existsSync(at.part), false)
})

test('a small file is checked against its git hash', async (t) => {
  await using at = await scene(t)
  const note = { path: 'note.txt', bytes: 6, sha256: undefined, blobId: 'f'.repeat(40) }
  await assert.rejects(at.download(note), { code: 'DOWNLOAD_DAMAGED', message: /its git hash is .* instead of ffff/ })
  const { sha256 } = await at.download({ ...note, blobId: 'ce013625030ba8dba906f756967f9e9ca394464a' }) // `git hash-object`
  assert.equal(sha256, createHash('sha256').update('hello\n').digest('hex'))
})

test('a file that is longer than listed is refused', async (t) => {
  await using at = await scene(t)
  const said = 'The hub lists weights.safetensors of a/b with 999999 bytes, and sends 1000000.'
  await assert.rejects(at.download({ bytes: BYTES - 1 }), { code: 'DOWNLOAD_DAMAGED', message: said })
})

test('silence is cut off after its time, and the download goes on', async (t) => {
  await using at = await scene(t, { stallAfterBytes: 500_000 })
  const done = at.download({}, { silenceMs: 10_000 })
  await at.untilBytes(500_000)
  at.hub.troubles.stallAfterBytes = BYTES
  await at.clock.advance(9_000)
  assert.deepEqual(at.pauses, [])
  await at.clock.advance(1_000)
  assert.deepEqual(await done, { bytes: BYTES, sha256: SHA256 })
  assert.deepEqual(at.pauses, ['nothing came for 10 s'])
})

test('bytes that trickle are not silence', async (t) => {
  await using at = await scene(t, { pieceBytes: 50_000 })
  const startedMono = at.clock.now()
  const onBytes = () => void at.clock.advance(4_000)
  assert.deepEqual(await at.download({}, { silenceMs: 10_000, onBytes }), { bytes: BYTES, sha256: SHA256 })
  assert.deepEqual(at.pauses, [])
  assert.ok(at.clock.now() - startedMono > 10_000)
})

test('without any progress it gives up after six attempts, and says how to go on', async (t) => {
  await using at = await scene(t, { breakAfterBytes: 0, breaks: 100 })
  await assert.rejects(at.download(), {
    code: 'HUB_UNREACHABLE',
    remedy: 'Check the network and HF_ENDPOINT, then run the same command again: it goes on where it stopped.',
  })
  assert.equal(at.rangesHeard().length, 6)
})

test('as long as every connection brings something, it never gives up', async (t) => {
  await using at = await scene(t, { breakAfterBytes: 100_000, breaks: 9, pieceBytes: 20_000 })
  assert.deepEqual(await at.download(), { bytes: BYTES, sha256: SHA256 })
})

test('an address that has expired is asked for again', async (t) => {
  await using at = await scene(t, { expired: 2 })
  assert.deepEqual(await at.download(), { bytes: BYTES, sha256: SHA256 })
})

test('a full disk is told as such', { skip: !existsSync('/dev/full') && 'no /dev/full here' }, async (t) => {
  await using at = await scene(t)
  symlinkSync('/dev/full', at.part)
  await assert.rejects(at.download(), { code: 'DISK_FULL', message: `The disk is full while writing ${at.part}.` })
})

test('a place that cannot be written is told as such', async (t) => {
  await using at = await scene(t)
  writeFileSync(`${at.folder}/file`, '')
  await assert.rejects(at.download({ part: `${at.folder}/file/x.part` }), { code: 'OUTPUT_UNWRITABLE' })
})

test('stopping keeps what has arrived', async (t) => {
  await using at = await scene(t, { stallAfterBytes: 500_000 })
  const done = at.download()
  await at.untilBytes(500_000)
  at.stop()
  await assert.rejects(done, { name: 'AbortError' })
  assert.equal(readFileSync(at.part).length, 500_000)
})

type Overrides = Partial<Parameters<typeof downloadFile>[0]> & { path?: string }

/** One file on a hub, and a place for it; pauses pass at once. */
async function scene(t: TestContext, troubles: Troubles = {}) {
  const folder = temporaryFolder(t)
  const files = { 'weights.safetensors': weights, 'note.txt': Buffer.from('hello\n') }
  const hub: TestHub = await openHub({ 'a/b': { files } }, troubles)
  const stopper = new AbortController()
  const clock = manualClock()
  const client = new HubClient({ endpoint: hub.endpoint, token: undefined, clock, signal: stopper.signal })
  const told: { bytes: number }[] = []
  const pauses: string[] = []
  const listeners: (() => void)[] = []
  const part = `${folder}/weights.part`
  return {
    ...{ folder, hub, clock, told, pauses, part },
    stop: () => stopper.abort(),
    rangesHeard: () => hub.heard.filter(({ at }) => at === 'files').map(({ range }) => range),
    /** Resolves when so much has been reported. */
    untilBytes: (bytes: number) =>
      new Promise<void>((resolve) => {
        listeners.push(() => (told.at(-1)?.bytes ?? 0) >= bytes && resolve())
      }),
    download: (
      { path = 'weights.safetensors', ...overrides }: Overrides = {},
      options: { silenceMs?: number; onBytes?(): void } = {},
    ) =>
      downloadFile(
        {
          ...{ source: { repo: 'a/b', commit: hub.commitOf('a/b'), path }, part },
          ...{ bytes: BYTES, sha256: overrides.blobId ? undefined : SHA256, blobId: undefined, ...overrides },
        },
        {
          ...{ hub: client, clock, signal: stopper.signal, silenceMs: options.silenceMs ?? 30_000 },
          onBytes(bytes) {
            told.push({ bytes })
            options.onBytes?.()
            for (const listener of listeners) listener()
          },
          onPause(reason, ms) {
            pauses.push(reason)
            setImmediate(() => clock.advance(ms))
          },
        },
      ),
    [Symbol.asyncDispose]: () => hub[Symbol.asyncDispose](),
  }
}
