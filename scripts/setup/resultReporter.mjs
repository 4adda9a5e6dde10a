// @ts-check

/**
 * A reporter for `node --test` that writes one JSON line for every test that failed or was skipped.
 *
 * @param {AsyncIterable<import('node:test/reporters').TestEvent>} events
 */
export default async function* resultReporter(events) {
  for await (const { type, data } of events) {
    if (type === 'test:fail') yield line('failed', data)
    else if (type === 'test:pass' && data.skip !== undefined) yield line('skipped', data)
  }
}

/**
 * @param {'failed' | 'skipped'} outcome
 * @param {{ name: string, file?: string | undefined, skip?: string | boolean | undefined }} test
 */
function line(outcome, { name, file = '', skip }) {
  const reason = typeof skip === 'string' ? skip : ''
  return `${JSON.stringify({ outcome, title: name, file, reason })}\n`
}
