import type { TestEvent } from './test-events.ts';
import { testEventOf } from './test-events.ts';

/** Sends the test events of this process to its parent process, and "complete" after the last one. */
// biome-ignore lint/correctness/useYield: Node asks for a generator; nothing is printed.
export default async function* report(
  source: AsyncIterable<Parameters<typeof testEventOf>[0]>,
): AsyncGenerator<string> {
  for await (const event of source) {
    // Node.js also reports counts of its own for the file that was started.
    if (event.type === 'test:diagnostic' && event.data.file === process.argv[1]) continue;
    const told: TestEvent | undefined = testEventOf(event);
    if (told) process.send?.(told);
  }
  process.send?.('complete');
}
