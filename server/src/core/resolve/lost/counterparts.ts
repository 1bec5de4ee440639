import { identityKey, type ObjectName } from '../../index/baseline.ts';
import { objectsNamed, renderedFrom } from '../../index/keys.ts';
import type { IndexReader } from '../../index/reader.ts';
import { kustomizationFileNames } from '../../kinds/kustomization.ts';
import type { Resource } from '../../model/resource.ts';
import type { TargetIdentity, WiredResource } from '../../model/wiring.ts';
import { directoryOf, pathIn } from '../../text/path.ts';
import { identityOf } from './identity.ts';

/**
 * What a resource was in the baseline: what had the same group, kind, namespace and name, in its file before others; else the one of
 * its kind in its file that is not there any more, where the resource is the only one there that was not. Undefined for what is new.
 */
export function resourceBefore(resource: Resource, index: IndexReader): WiredResource | undefined {
  return index.hasBaseline
    ? index.remember('in the baseline', resource, (reader) => lookBefore(resource, reader))
    : undefined;
}

function lookBefore(resource: Resource, index: IndexReader): WiredResource | undefined {
  const identity = identityOf(resource);
  const oldFile = index.oldPathOf(identity.file);
  const namesakes = index.wiredBefore(identity);
  const ofBundle = namesakes.filter((each) => each.bundle === oldBundleOf(identity.bundle, index));
  const inFile = ofBundle.filter(({ file }) => file === oldFile);
  if (inFile.length > 0) {
    // A file that has one object twice has two variants of it, and their order tells them apart.
    const now = namesakesNow(identity, index).filter(({ document }) => document.file === identity.file);
    return inFile[Math.max(now.indexOf(resource), 0)];
  }
  const moved = ofBundle.filter((each) => !isStillThere(each, index));
  if (moved.length > 0) {
    return moved.length === 1 ? moved[0] : undefined;
  }
  // A kustomization has come or gone, which takes the file in.
  const taken = namesakes.find(
    (each) => each.file === oldFile && (each.bundle === undefined) !== (identity.bundle === undefined),
  );
  if (taken) {
    return taken;
  }
  if (newOnesIn(identity.file, identity, index).length !== 1) {
    return undefined;
  }
  const oldBundle = oldBundleOf(identity.bundle, index);
  const gone = index
    .wiredBeforeIn(oldFile)
    .filter((each) => each.kind === identity.kind && each.bundle === oldBundle && !isStillThere(each, index));
  return gone.length === 1 ? gone[0] : undefined;
}

/**
 * What a resource of the baseline is now, by the same rules the other way round; it may be one that nothing can reach any more.
 * Undefined for what is gone.
 */
export function resourceNow(before: TargetIdentity, index: IndexReader): Resource | undefined {
  const newFile = index.newPathOf(before.file);
  const bundle = newBundleOf(before.bundle, index);
  const namesakes = namesakesNow({ ...before, bundle }, index);
  const inFile = namesakes.find(({ document }) => document.file === newFile);
  const moved = inFile ?? namesakes.find((each) => isNew(each, index));
  if (moved) {
    return moved;
  }
  const taken = index
    .list(objectsNamed(before.group, before.kind, before.name))
    .find((each) => each.document.file === newFile && identityKey(identityOf(each)) === identityKey(before));
  if (taken) {
    return taken;
  }
  const come = newOnesIn(newFile, { kind: before.kind, bundle }, index);
  return come.length === 1 ? come[0] : undefined;
}

/** What has the same group, kind, namespace and name, and is of the same bundle, in the order of the files. */
function namesakesNow(
  identity: ObjectName & { readonly bundle?: string | undefined },
  index: IndexReader,
): readonly Resource[] {
  const key = identityKey(identity);
  return index
    .list(objectsNamed(identity.group, identity.kind, identity.name))
    .filter((each) => each.bundle === identity.bundle && identityKey(identityOf(each)) === key);
}

/** Whether what the baseline had in a file is there still, under the same name. */
function isStillThere(before: TargetIdentity, index: IndexReader): boolean {
  const newFile = index.newPathOf(before.file);
  return namesakesNow({ ...before, bundle: newBundleOf(before.bundle, index) }, index).some(
    ({ document }) => document.file === newFile,
  );
}

/** Whether the baseline had nothing of the resource's name in its file. */
function isNew(resource: Resource, index: IndexReader): boolean {
  const identity = identityOf(resource);
  const oldFile = index.oldPathOf(identity.file);
  const oldBundle = oldBundleOf(identity.bundle, index);
  return !index.wiredBefore(identity).some(({ file, bundle }) => file === oldFile && bundle === oldBundle);
}

/** Resources of a kind in a file that the baseline had not, as the bundle makes them of it, or the file itself. */
function newOnesIn(
  file: string,
  { kind, bundle }: { readonly kind: string; readonly bundle?: string | undefined },
  index: IndexReader,
): readonly Resource[] {
  return index.remember(`new ${kind} ${bundle === undefined ? '' : `of ${bundle}`}`, file, (reader) => {
    const there =
      bundle === undefined
        ? reader.documentsOf(file).flatMap(({ resources }) => resources)
        : reader.list(renderedFrom(file)).filter((each) => each.bundle === bundle);
    return there.filter((each) => each.kind === kind && isNew(each, reader));
  });
}

/** A bundle is called after the directory of its kustomization, which may have been renamed. */
function oldBundleOf(bundle: string | undefined, index: IndexReader): string | undefined {
  return renamedBundle(bundle, (file) => index.oldPathOf(file));
}

function newBundleOf(bundle: string | undefined, index: IndexReader): string | undefined {
  return renamedBundle(bundle, (file) => index.newPathOf(file));
}

function renamedBundle(bundle: string | undefined, pathOf: (file: string) => string): string | undefined {
  if (bundle === undefined) {
    return undefined;
  }
  for (const name of kustomizationFileNames) {
    const file = pathIn(bundle, name);
    const other = pathOf(file);
    if (other !== file) {
      return directoryOf(other);
    }
  }
  return bundle;
}
