import { stringify } from 'yaml';
import { isObject, jsonText, listAt, objectAt, parseJson } from '../core/text/json.ts';
import type { Answer, Connection } from './connection.ts';
import type { ClusterFailure } from './failure.ts';

/** One manifest, as its author wrote it. */
export interface Manifest {
  /** One YAML or JSON document. */
  readonly text: string;
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  /** Absent if the manifest states none. */
  readonly namespace?: string;
}

/** What applying a manifest would do, as the API server reports it. Nothing was changed. */
export type Planned =
  | {
      readonly outcome: 'created' | 'changed' | 'unchanged';
      /** Empty for a cluster-scoped object. */
      readonly namespace: string;
      /** YAML, without the fields that the API server manages; empty for an object that does not exist yet. */
      readonly before: string;
      readonly after: string;
      /** Keys of maps that exist now and would be removed, e.g. `spec.selector.tier`. */
      readonly dropped: readonly string[];
    }
  | { readonly outcome: 'conflict'; readonly namespace: string; readonly conflicts: readonly Conflict[] }
  | { readonly outcome: 'refused'; readonly namespace: string; readonly message: string };

/** A field that another manager has set. */
export interface Conflict {
  /** E.g. `kubectl-client-side-apply`. */
  readonly manager: string;
  /** E.g. `.spec.selector`. */
  readonly field: string;
}

/** The name of the field manager in the cluster. */
const ownName = 'podwire';

/**
 * Asks the API server what applying would do (server-side apply, dry run). With `force`, fields are taken over
 * from other managers. Source: Kubernetes documentation, *Server-Side Apply*.
 */
export async function planApply(
  connection: Connection,
  manifest: Manifest,
  options: { readonly force: boolean; readonly signal?: AbortSignal },
): Promise<Planned> {
  const place = await applyTargetOf(connection, manifest);
  if ('message' in place) return { outcome: 'refused', namespace: manifest.namespace ?? '', message: place.message };
  const { namespace } = place;
  const before = await connection.get(place.path, signalOf(options));
  if (!before.ok && !isNotFound(before.failure))
    return { outcome: 'refused', namespace, message: before.failure.message };
  const after = await send(connection, place.path, manifest, { ...options, isDryRun: true });
  if (!after.ok) {
    const conflicts = conflictsOf(after.failure);
    return conflicts.length > 0
      ? { outcome: 'conflict', namespace, conflicts }
      : { outcome: 'refused', namespace, message: after.failure.message };
  }
  const [old, next] = [before.ok ? shownObject(before.body) : undefined, shownObject(after.body)];
  const isUnchanged = old !== undefined && stringify(old) === stringify(next);
  return {
    outcome: old === undefined ? 'created' : isUnchanged ? 'unchanged' : 'changed',
    namespace,
    before: old === undefined ? '' : stringify(masked(old, next, 'before')),
    after: stringify(masked(next, old, 'after')),
    dropped: old === undefined ? [] : droppedKeys(old, next, ''),
  };
}

/** Applies a manifest. Undefined on success. */
export async function apply(
  connection: Connection,
  manifest: Manifest,
  options: { readonly force: boolean; readonly signal?: AbortSignal },
): Promise<ClusterFailure | undefined> {
  const place = await applyTargetOf(connection, manifest);
  if ('message' in place) return { type: 'unreadable', message: place.message };
  const answer = await send(connection, place.path, manifest, { ...options, isDryRun: false });
  return answer.ok ? undefined : answer.failure;
}

function send(
  connection: Connection,
  path: string,
  { text }: Manifest,
  options: { readonly force: boolean; readonly isDryRun: boolean; readonly signal?: AbortSignal },
): Promise<Answer> {
  const query = new URLSearchParams({
    fieldManager: ownName,
    fieldValidation: 'Strict',
    ...(options.force ? { force: 'true' } : {}),
    ...(options.isDryRun ? { dryRun: 'All' } : {}),
  });
  // The API server reads YAML like kubectl, so the author's own text is sent.
  const body = { type: 'application/apply-patch+yaml', text };
  return connection.send('PATCH', `${path}?${query}`, body, signalOf(options));
}

type ApplyTarget = { readonly path: string; readonly namespace: string } | { readonly message: string };

/** The path of an object, which only the server knows: the plural of its kind, and whether it has a namespace. */
async function applyTargetOf(connection: Connection, manifest: Manifest): Promise<ApplyTarget> {
  const { apiVersion, kind, name } = manifest;
  const label = `${kind} ${JSON.stringify(name)}`;
  if (name === '') return { message: `${kind} has no name of its own` };
  const root = apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
  const answer = await connection.get(root);
  if (!answer.ok) {
    return { message: isNotFound(answer.failure) ? `the server does not have ${apiVersion}` : answer.failure.message };
  }
  const served = servedKind(answer.body, kind);
  if (!served) return { message: `the server has no ${kind} of ${apiVersion}: ${label} cannot be applied` };
  const namespace = served.namespaced ? (manifest.namespace ?? connection.namespace) : '';
  const folder = served.namespaced ? `/namespaces/${encodeURIComponent(namespace)}` : '';
  return { path: `${root}${folder}/${served.name}/${encodeURIComponent(name)}`, namespace };
}

/** Source: meta/v1 APIResourceList; names with a slash are subresources. */
function servedKind(body: string, kind: string): { readonly name: string; readonly namespaced: boolean } | undefined {
  const found = listAt(parseJson(body), 'resources')
    .map((each) => objectAt(each))
    .find((each) => each.kind === kind && !jsonText(each.name).includes('/'));
  return found && { name: jsonText(found.name), namespaced: found.namespaced === true };
}

function isNotFound(failure: ClusterFailure): boolean {
  return failure.type === 'status' && failure.code === 404;
}

/**
 * Splits `conflict with "kubectl-client-side-apply" using v1` and its field. Source: k8s.io/apimachinery
 * managedfields.
 */
function conflictsOf(failure: ClusterFailure): readonly Conflict[] {
  if (failure.type !== 'status' || failure.code !== 409) return [];
  return failure.causes
    .filter(({ reason }) => reason === 'FieldManagerConflict')
    .map(({ field, message }) => ({ manager: /conflict with "([^"]*)"/.exec(message)?.[1] ?? message, field }));
}

type Members = Readonly<Record<string, unknown>>;

/**
 * The object without the fields that always differ: field owners, versions, and the status that controllers
 * write.
 */
function shownObject(body: string): Members {
  const { apiVersion, kind, metadata, ...rest } = objectAt(parseJson(body));
  const named = without(objectAt(metadata), [
    ...['managedFields', 'resourceVersion', 'generation', 'uid', 'creationTimestamp'],
  ]);
  // kubectl keeps a copy of the whole manifest in this annotation.
  const annotations = without(objectAt(named.annotations), ['kubectl.kubernetes.io/last-applied-configuration']);
  return {
    apiVersion,
    kind,
    metadata: { ...without(named, ['annotations']), ...(Object.keys(annotations).length > 0 ? { annotations } : {}) },
    ...without(rest, ['status']),
  };
}

/**
 * A Secret without its values: a placeholder says whether they are equal on both sides, and if not, to which
 * side they belong. Any other object is unchanged. Source: k8s.io/kubectl pkg/cmd/diff, Masker.
 */
function masked(object: Members, other: Members | undefined, side: 'before' | 'after'): Members {
  if (object.apiVersion !== 'v1' || object.kind !== 'Secret' || !isObject(object.data)) return object;
  const others = isObject(other?.data) ? other.data : {};
  const values = Object.entries(object.data).map(([key, value]) => {
    const isOther = key in others && others[key] !== value;
    return [key, isOther ? `*** (${side})` : '***'];
  });
  return { ...object, data: Object.fromEntries(values) };
}

function without(members: Members, keys: readonly string[]): Members {
  return Object.fromEntries(Object.entries(members).filter(([key]) => !keys.includes(key)));
}

function droppedKeys(before: unknown, after: unknown, path: string): string[] {
  if (!isObject(before) || !isObject(after)) return [];
  return Object.entries(before).flatMap(([key, value]) => {
    const here = path === '' ? key : `${path}.${key}`;
    return key in after ? droppedKeys(value, after[key], here) : [here];
  });
}

function signalOf({ signal }: { readonly signal?: AbortSignal }): { readonly signal?: AbortSignal } {
  return signal ? { signal } : {};
}
