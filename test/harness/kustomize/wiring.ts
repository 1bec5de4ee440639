/**
 * The facts of one object that affect wiring, as JSON: a render must have the same ones as the real kustomize. Other
 * fields, such as environment variables and resource limits, are left out.
 */
export function wiringOf(object: Json): Json {
  const { apiVersion, kind, metadata } = object as { apiVersion: string; kind: string; metadata: JsonObject };
  const spec = asObject(object.spec);
  return prune({
    apiVersion,
    kind,
    name: metadata?.name,
    namespace: metadata?.namespace,
    labels: metadata?.labels,
    selectors: collect(object, (key) => /selector$/i.test(key) && key !== 'fieldSelector'),
    templates: collect(object, (key) => key === 'template' || key === 'jobTemplate').map((template) => {
      const { metadata: of, spec: inner } = asObject(template);
      const { containers, initContainers } = asObject(inner);
      return {
        labels: asObject(of).labels,
        containers: [containers, initContainers].map((list) =>
          asList(list).map((container) => ({ name: asObject(container).name, ports: asObject(container).ports })),
        ),
      };
    }),
    ports: spec.ports,
    type: spec.type,
    containers: kind === 'Pod' ? spec.containers : undefined,
    references: collect(object, (key) => references.has(key)),
    rules: kind === 'Ingress' ? spec : undefined,
    subsets: object.subsets,
  }) as Json;
}

export type Json = { [key: string]: unknown };
type JsonObject = Json;

const references = new Set([
  'scaleTargetRef',
  'serviceName',
  'service',
  'backendRefs',
  'parentRefs',
  'targetRef',
  'workloadRef',
  'namespaceSelector',
  'podSelector',
  'serviceAccountName',
  'configMapRef',
  'configMapKeyRef',
  'secretRef',
  'secretKeyRef',
  'secretName',
  'claimName',
  'configMap',
  'roleRef',
  'subjects',
]);

/** Values under such keys, anywhere, in the order of sorted keys. */
function collect(value: unknown, fits: (key: string) => boolean): unknown[] {
  if (Array.isArray(value)) {
    return value.flatMap((each) => collect(each, fits));
  }
  if (value === null || typeof value !== 'object') {
    return [];
  }
  return Object.keys(value)
    .sort()
    .flatMap((key) => {
      const each = (value as JsonObject)[key];
      return [...(fits(key) ? [each] : []), ...collect(each, fits)];
    });
}

function asObject(value: unknown): JsonObject {
  return value !== null && typeof value === 'object' && !Array.isArray(value) ? (value as JsonObject) : {};
}

function asList(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

/** Keys in order, and nothing that is null or empty: an absent map and an empty one wire the same. */
export function prune(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map(prune);
  }
  if (value === null || typeof value !== 'object') {
    return value;
  }
  return Object.fromEntries(
    Object.keys(value)
      .sort()
      .map((key) => [key, prune((value as JsonObject)[key])] as const)
      .filter(([, each]) => each !== undefined && each !== null),
  );
}
