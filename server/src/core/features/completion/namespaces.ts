import { directoryOf } from '../../text/path.ts';
import { entriesOf } from '../../text/versionedMap.ts';
import type { Completion } from './completion.ts';
import { type Context, valueItem } from './context.ts';

/** The namespaces of the workspace and of the connected cluster: those of the own directory first, then the frequent ones. */
export function namespaceItems(context: Context): readonly Completion[] {
  const { analysis, path } = context;
  const own = directoryOf(path);
  const counts = new Map<string, number>();
  const count = (namespace: string | undefined, times: number) => {
    if (namespace !== undefined && /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/.test(namespace)) {
      counts.set(namespace, (counts.get(namespace) ?? 0) + times);
    }
  };
  for (const [file, { documents }] of entriesOf(analysis.index.files)) {
    const times = file.startsWith(own) && directoryOf(file) === own ? inOwnDirectory : 1;
    for (const { facts } of documents) {
      count(facts.kustomization?.namespace?.value, times);
      for (const { namespace, deploys, kind, name, group } of facts.resources) {
        count(namespace?.value, times);
        count(deploys?.namespace?.value, times);
        count(kind === 'Namespace' && group === '' ? name : undefined, times);
      }
    }
  }
  for (const namespace of analysis.index.cluster?.namespaces.keys() ?? []) {
    count(namespace, 1);
  }
  return [...counts]
    .sort(([a, left], [b, right]) => right - left || (a < b ? -1 : 1))
    .map(([namespace]) => valueItem(namespace, context, { kind: 'namespace' }));
}

/** More than any workspace has files. */
const inOwnDirectory = 1_000_000;
