import { originOf, type Stated, writtenText } from '../model/origin.ts';
import type { DuplicateKey, Resource } from '../model/resource.ts';
import type { Range } from '../text/range.ts';
import { duplicateKeyFixes } from './fixes/duplicateKey.ts';
import type { Rule } from './rule.ts';
import { appliedAs } from './shared/appliedAs.ts';
import { exampleService } from './shared/exampleManifests.ts';

export const duplicateKey: Rule = {
  code: 'duplicate-key',
  severity: 'error',
  of: ['duplicateKeys'],
  documentation: {
    title: 'A key appears twice in labels, a selector or ports.',
    what: 'A map of labels, a selector, a port, or the `spec` or `metadata` around them has the same key twice. It is an *error* if a kustomization includes the file, because kustomize refuses it. Else it is a *warning*, or an *information* if both values are equal.',
    why: 'kubectl and Helm keep the last value and print no error. The earlier one looks as if it counted: a label that no pod has, or a selector that is not in effect. kustomize refuses the whole file.',
    fix: 'Keep one of the two.',
    silent: 'Duplicate keys in other places do not change traffic and are not reported.',
    example: {
      bad: `apiVersion: v1
kind: Service
metadata:
  name: web
spec:
  selector:
    app: web
    app: backend
  ports:
    - port: 80
`,
      good: exampleService('web', 'web', { port: 80 }),
    },
  },
  *check(resource, context) {
    if (resource.duplicateKeys.length === 0) {
      return;
    }
    const applied = appliedAs(resource, context.index);
    if (applied === 'part') {
      return;
    }
    const isOfChart = resource.bundle !== undefined && context.index.bundle(resource.bundle)?.chart !== undefined;
    const kustomized = applied !== 'written' && !isOfChart;
    for (const duplicate of resource.duplicateKeys) {
      const { key, path, earlier } = duplicate;
      const where = path === '' ? `a ${resource.kind}` : path;
      const times = earlier.length === 1 ? 'twice' : `${earlier.length + 1} times`;
      const same = saysTheSame(duplicate, resource);
      if (same && isOfChart) {
        continue;
      }
      const consequence = kustomized
        ? 'kustomize refuses the file'
        : same
          ? 'all values are equal, but kustomize would refuse the file'
          : `${isOfChart ? 'Helm' : 'kubectl'} keeps the last value and drops the others`;
      yield {
        severity: kustomized ? 'error' : same ? 'information' : 'warning',
        message: `${key.value} appears ${times} in ${where}: ${consequence}.`,
        at: originOf(resource, key),
        related: earlier.map((each) => ({
          message: `${key.value} is also here`,
          at: originOf(resource, each),
        })),
        data: { kept: duplicate.pair, dropped: earlier, same } satisfies DuplicateKeyData,
      };
    }
  },
  fixes: duplicateKeyFixes,
};

/** The input of the rule's fixes: the pairs, in the order of the text. */
export interface DuplicateKeyData {
  readonly kept: Range;
  readonly dropped: readonly Range[];
  readonly same: boolean;
}

function saysTheSame({ pair, earlier }: DuplicateKey, resource: Resource): boolean {
  const textOf = (each: Stated) => writtenText(resource, each).replace(/\s+/g, ' ');
  return earlier.every((each) => textOf(each) === textOf(pair));
}
