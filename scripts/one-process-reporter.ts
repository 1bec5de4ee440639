import type { TestEvent } from './test-events.ts';
import { testEventOf } from './test-events.ts';

/** Sends what the tests of this process say to the process that started it, and "complete" after the last. */
// biome-ignore lint/correctness/useYield: Node asks for a generator; nothing is printed.
export default async function* report(
  source: AsyncIterable<Parameters<typeof testEventOf>[0]>,
): AsyncGenerator<string> {
  for await (const event of source) {
    // Node's own counts, which are of the file that was started.
    if (event.type === 'test:diagnostic' && event.data.file === process.argv[1]) continue;
    const told: TestEvent | undefined = testEventOf(event);
    if (told) process.send?.(told);
  }
  process.send?.('complete');
}
