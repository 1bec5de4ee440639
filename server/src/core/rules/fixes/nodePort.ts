import { servicesWithNodePort } from '../../index/keys.ts';
import type { Fix, Problem } from '../../model/problem.ts';
import { removePair, setScalar } from '../../yaml/edit.ts';
import type { RuleContext } from '../rule.ts';
import { fixOf, openDocument, pairWithValue } from './tree.ts';

/** *Pick a free nodePort*, or let the cluster choose one. */
export function* nodePortFixes({ at }: Problem, context: RuleContext): Generator<Fix | undefined> {
  const text = openDocument(at.document);
  const placed = text && pairWithValue(text, at.range);
  if (!text || placed?.pair.value.type !== 'scalar') {
    return;
  }
  const free = freePorts(context);
  const [number] = free;
  if (number !== undefined) {
    const words = { title: `Pick a free nodePort: ${number}`, preferred: true, certain: free.length === 1 };
    yield fixOf(words, at.document, setScalar(text, placed.pair.value, number));
  }
  const title = `Remove ${placed.pair.key.text}, so that the cluster chooses`;
  yield fixOf({ title }, at.document, removePair(text, placed.mapping, placed.pair));
}

/**
 * The first two ports of the range that no Service of the workspace uses. The second shows whether the first is
 * the only one.
 */
export function freePorts({ index, settings }: RuleContext): readonly number[] {
  const { from, to } = settings.nodePortRange;
  const free: number[] = [];
  for (let number = Math.max(from, 1); number <= Math.min(to, 65535) && free.length < 2; number++) {
    if (index.list(servicesWithNodePort(number)).length === 0) {
      free.push(number);
    }
  }
  return free;
}
