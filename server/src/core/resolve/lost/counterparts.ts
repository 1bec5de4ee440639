import { identityKey, type ObjectName } from '../../index/baseline.ts';
import { objectsNamed, renderedFrom } from '../../index/keys.ts';
import type { IndexReader } from '../../index/reader.ts';
import { kustomizationFileNames } from '../../kinds/kustomization.ts';
import type { Resource } from '../../model/resource.ts';
import type { TargetIdentity, WiredResource } from '../../model/wiring.ts';
import { directoryOf, pathIn } from '../../text/path.ts';
import { identityOf } from './identity.ts';

/**
 * The resource of the baseline that became a resource: one with the same group, kind, namespace and name, first
 * in the same file; or else the only one of its kind that has gone from the file, if the resource is the only
 * new one of its kind there. Undefined if the resource is new.
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
    // A file may have one object twice, as two variants. Their order distinguishes them.
    const now = namesakesNow(identity, index).filter(({ document }) => document.file === identity.file);
    return inFile[Math.max(now.indexOf(resource), 0)];
  }
  const moved = ofBundle.filter((each) => !isStillThere(each, index));
  if (moved.length > 0) {
    return moved.length === 1 ? moved[0] : undefined;
  }
  // A kustomization that includes the file was added or removed.
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
 * The current resource for a resource of the baseline, by the same rules in reverse; it may be one that nothing
 * can reach any more. Undefined if the resource is gone.
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

/** The resources with the same group, kind, namespace and name in the same bundle, in the order of the files. */
function namesakesNow(
  identity: ObjectName & { readonly bundle?: string | undefined },
  index: IndexReader,
): readonly Resource[] {
  const key = identityKey(identity);
  return index
    .list(objectsNamed(identity.group, identity.kind, identity.name))
    .filter((each) => each.bundle === identity.bundle && identityKey(identityOf(each)) === key);
}

/** Whether a resource of the baseline is still in its file under the same name. */
function isStillThere(before: TargetIdentity, index: IndexReader): boolean {
  const newFile = index.newPathOf(before.file);
  return namesakesNow({ ...before, bundle: newBundleOf(before.bundle, index) }, index).some(
    ({ document }) => document.file === newFile,
  );
}

/** Whether the baseline had no resource of this name in its file. */
function isNew(resource: Resource, index: IndexReader): boolean {
  const identity = identityOf(resource);
  const oldFile = index.oldPathOf(identity.file);
  const oldBundle = oldBundleOf(identity.bundle, index);
  return !index.wiredBefore(identity).some(({ file, bundle }) => file === oldFile && bundle === oldBundle);
}

/** The resources of a kind in a file that the baseline did not have; for a bundle, as the bundle renders them. */
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

/** A bundle is named after the directory of its kustomization, which may have been renamed. */
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
