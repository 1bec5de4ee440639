import type { FileDocument, SourceFile } from '../model/document.ts';
import type { Resource } from '../model/resource.ts';
import { baseName, directoryOf } from '../text/path.ts';
import { lookUp, type VersionedMap, withChanges } from '../text/versionedMap.ts';

/** An object that a person may search for by its name. */
export interface NamedObject {
  /** E.g. `Service`. */
  readonly kind: string;
  /** E.g. `web`; of a kustomization, the name of its directory. */
  readonly name: string;
  readonly document: FileDocument;
  /** Absent for a kustomization. */
  readonly resource?: Resource;
}

/** The objects of a file, in the order of the text. */
export function* namedObjectsOf({ documents }: SourceFile): Generator<NamedObject> {
  for (const document of documents) {
    const { file, kustomization, resources } = document.facts;
    if (kustomization) {
      const kind = kustomization.component ? 'Component' : 'Kustomization';
      yield { kind, name: baseName(directoryOf(file)) || '.', document };
    }
    for (const resource of resources.filter(({ madeBy }) => madeBy === undefined)) {
      yield { kind: resource.kind, name: resource.name, document, resource };
    }
  }
}

/**
 * For each path, one line for each object of the file: its kind and name, lower-case and without a space between
 * them. A search reads one string for each file. Reading the objects themselves took ten times as long among 10,000
 * manifests, because each of them is somewhere else in memory.
 */
export type ObjectNames = VersionedMap<string, string>;

export function withObjectNames(names: ObjectNames, changes: ReadonlyMap<string, SourceFile | undefined>): ObjectNames {
  const changed = new Map<string, string | undefined>();
  for (const [path, file] of changes) {
    const text = file && textOf(file);
    // Most edits change no name.
    if (text !== lookUp(names, path)) {
      changed.set(path, text);
    }
  }
  return withChanges(names, changed);
}

/** Undefined if the file has no objects. */
function textOf(file: SourceFile): string | undefined {
  const lines: string[] = [];
  for (const { kind, name } of namedObjectsOf(file)) {
    lines.push(`${kind}${name}`);
  }
  return lines.length === 0 ? undefined : lines.join('\n').toLowerCase();
}
