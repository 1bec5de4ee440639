import path from 'node:path';
import { isMap, isSeq, parseDocument } from 'yaml';

/**
 * A second opinion on selectors, without code of the engine: a Service selects the pods with its labels in the same
 * directory, and in the same namespace if both state one.
 */

/** The facts that a document states. */
export interface NaiveObject {
  readonly kind: string;
  readonly name: string;
  readonly namespace?: string;
  /** Of a Service. */
  readonly selector?: Labels;
  /** Of the pods that it makes. */
  readonly labels?: Labels;
}

export type Labels = Readonly<Record<string, string>>;

/** A Service that selected pods of its directory and selects none there now. */
export interface NaiveLoss {
  /** The present file of the Service. */
  readonly file: string;
  readonly service: NaiveObject;
}

/** The Services with a selector and all objects that create pods in a text; none for a template or a broken text. */
export function objectsIn(text: string): readonly NaiveObject[] {
  if (!/kind["']?\s*:/.test(text)) {
    return [];
  }
  return text.split(/^---.*$/m).flatMap((document) => {
    if (!wantedKind.test(document) || document.includes('{{')) {
      return [];
    }
    const parsed = parseDocument(document, { logLevel: 'silent', uniqueKeys: false });
    return parsed.errors.length > 0 || !isMap(parsed.contents) ? [] : objectsOf(parsed.toJS({ maxAliasCount: 1000 }));
  });
}

const wantedKind =
  /kind["']?\s*:\s*["']?(?:Service|Pod|Deployment|StatefulSet|DaemonSet|ReplicaSet|ReplicationController|Job|CronJob|Rollout|List)\b/;

function objectsOf(object: unknown): readonly NaiveObject[] {
  const { apiVersion, kind, items } = fieldsOf(object);
  const metadata = fieldsOf(fieldsOf(object).metadata);
  const spec = fieldsOf(fieldsOf(object).spec);
  if (kind === 'List' && Array.isArray(items)) {
    return items.flatMap(objectsOf);
  }
  if (typeof kind !== 'string' || typeof metadata.name !== 'string') {
    return [];
  }
  const named = {
    kind,
    name: metadata.name,
    ...(typeof metadata.namespace === 'string' ? { namespace: metadata.namespace } : {}),
  };
  if (kind === 'Service') {
    const selector = labelsOf(spec.selector);
    const selects = apiVersion === 'v1' && spec.type !== 'ExternalName' && selector && Object.keys(selector).length > 0;
    return selects ? [{ ...named, selector }] : [];
  }
  const template =
    kind === 'Pod'
      ? object
      : kind === 'CronJob'
        ? fieldsOf(fieldsOf(fieldsOf(spec.jobTemplate).spec).template)
        : spec.template;
  const labels = labelsOf(fieldsOf(fieldsOf(template).metadata).labels);
  return labels ? [{ ...named, labels }] : [];
}

function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

function labelsOf(value: unknown): Labels | undefined {
  return typeof value === 'object' && value !== null && !isSeq(value)
    ? Object.fromEntries(Object.entries(value).map(([key, each]) => [key, String(each)]))
    : undefined;
}

/** The objects of a directory's files. */
export type Directory = ReadonlyMap<string, readonly NaiveObject[]>;

/** The Services of a directory that selected something there and select nothing now. */
export function lossesIn(before: Directory, after: Directory): readonly NaiveLoss[] {
  const losses: NaiveLoss[] = [];
  const all = (directory: Directory) => [...directory.values()].flat();
  for (const [file, objects] of after) {
    for (const service of objects) {
      const was = all(before).find((each) => each.selector && isNamedAs(each, service));
      if (service.selector && was && selects(was, all(before)) && !selects(service, all(after))) {
        losses.push({ file, service });
      }
    }
  }
  return losses;
}

function isNamedAs(a: NaiveObject, b: NaiveObject): boolean {
  return a.kind === b.kind && a.name === b.name && a.namespace === b.namespace;
}

function selects({ selector = {}, namespace }: NaiveObject, objects: readonly NaiveObject[]): boolean {
  return objects.some(
    (each) =>
      each.labels !== undefined &&
      (namespace === undefined || each.namespace === undefined || namespace === each.namespace) &&
      Object.entries(selector).every(([key, value]) => each.labels?.[key] === value),
  );
}

/** Everything that an object states and that may affect what a selector reaches, as one string. */
export function signatureOf({ kind, name, namespace, selector, labels }: NaiveObject): string {
  return JSON.stringify([kind, name, namespace, selector, labels]);
}

/** The directory of a file, `/`-separated; empty at the top. */
export function directoryOf(file: string): string {
  const directory = path.posix.dirname(file);
  return directory === '.' ? '' : directory;
}
