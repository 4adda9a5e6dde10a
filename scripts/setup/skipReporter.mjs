// @ts-check

/**
 * A reporter for `node --test` that writes one JSON line for every skipped test, for the summary at the end.
 *
 * @param {AsyncIterable<import('node:test/reporters').TestEvent>} events
 */
export default async function* skipReporter(events) {
  for await (const { type, data } of events) {
    if (type !== 'test:pass' || data.skip === undefined) continue
    yield `${JSON.stringify({ title: data.name, reason: data.skip === true ? '' : data.skip })}\n`
  }
}
