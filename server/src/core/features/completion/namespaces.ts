import { directoryOf, relationOfFiles } from '../../text/path.ts';
import { forEachEntry } from '../../text/versionedMap.ts';
import type { Completion } from './completion.ts';
import { type Context, valueItem } from './context.ts';

/**
 * The namespaces of the workspace and of the connected cluster: those of the own directory first, then the frequent
 * ones.
 */
export function namespaceItems(context: Context): readonly Completion[] {
  const { analysis, path } = context;
  const own = directoryOf(path);
  const counts = new Map<string, number>();
  const count = (namespace: string | undefined, times: number) => {
    if (namespace !== undefined) {
      counts.set(namespace, (counts.get(namespace) ?? 0) + times);
    }
  };
  let before = '';
  let beside = 0;
  forEachEntry(analysis.index.files, ({ documents }, file) => {
    beside = relationOfFiles(file, before) === 'same' ? beside + 1 : 0;
    before = file;
    if (beside >= mostBeside) {
      return;
    }
    const times = directoryOf(file) === own ? inOwnDirectory : 1;
    for (const { facts } of documents) {
      count(facts.kustomization?.namespace?.value, times);
      for (const { namespace, deploys, kind, name } of facts.resources) {
        count(namespace?.value, times);
        count(deploys?.namespace?.value, times);
        count(kind === 'Namespace' ? name : undefined, times);
      }
    }
  });
  for (const namespace of analysis.index.cluster?.namespaces.keys() ?? []) {
    count(namespace, 1);
  }
  return (
    [...counts]
      // Source: RFC 1123, and so no placeholder of a template.
      .filter(([namespace]) => /^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?$/.test(namespace))
      .sort(([a, left], [b, right]) => right - left || (a < b ? -1 : 1))
      .map(([namespace]) => valueItem(namespace, context, { kind: 'namespace' }))
  );
}

/**
 * The files of one directory that are looked at: they hardly ever state more namespaces, and a large workspace has
 * thousands of files.
 */
const mostBeside = 3;

/** More than any workspace has files. */
const inOwnDirectory = 1_000_000;
