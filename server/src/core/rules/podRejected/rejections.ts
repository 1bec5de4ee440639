import type { Container, PodTemplate, Resource } from '../../model/resource.ts';
import type { Written } from '../../model/written.ts';
import { none } from '../../text/emptyList.ts';
import { type NearPart, nearestParts } from '../shared/nearestPart.ts';
import type { Rejection } from '../shared/rejections.ts';

/** One reason why the API server rejects a pod. */
export interface PodRejection extends Rejection<PodRejectionData> {
  /** Whether the text at the place is wrong whatever the rest of the object says. */
  readonly isOfText?: true;
}

/** The input of a fix. */
export type PodRejectionData =
  /** Writes the number without quotes. */
  | { readonly type: 'number'; readonly port: Written }
  /** Gives it a name that nothing else has. */
  | { readonly type: 'name'; readonly name: Written; readonly free: string }
  /** Uses the name of a container that exists. */
  | { readonly type: 'container'; readonly places: readonly Written[]; readonly candidates: readonly NearPart[] };

/** Source: k8s.io/kubernetes/pkg/apis/core/validation ValidatePodSpec and the functions that it calls. */
export function* podRejections(resource: Resource): Generator<PodRejection> {
  const template = resource.podTemplate!;
  yield* twice(
    template.containers.flatMap(({ nameField }) => nameField ?? none),
    'containers',
    longestLabel,
  );
  yield* twice(
    // The name of a claim template may replace a volume.
    template.volumes.flatMap(({ name, isClaim }) => (isClaim ? none : name)),
    'volumes',
    longestLabel,
  );
  for (const container of template.containers) {
    yield* rejectedInContainer(container);
  }
  yield* withoutImage(resource, template);
  // Init containers run one after the other.
  yield* hostPorts(template.containers.filter(({ init }) => !init));
}

function* rejectedInContainer({ name, ports, mounts, requested, rejectedNames }: Container): Generator<PodRejection> {
  const of = `ports of container "${name}"`;
  yield* twice(
    ports.flatMap((port) => port.name ?? none),
    of,
    longestPortName,
  );
  const paths = new Set<string>();
  for (const { at } of mounts) {
    if (at?.type === 'string' && paths.has(at.value)) {
      yield { at, cause: 'same path', message: `Container "${name}" mounts two volumes at ${at.value}` };
    }
    paths.add(at?.value ?? '');
  }
  for (const { port } of requested) {
    if (port.type === 'string' && port.quoted && /^[0-9]{1,5}$/.test(port.value)) {
      yield {
        at: port.quotes ?? port,
        cause: 'port in quotes',
        message: `"${port.value}" is a string, and so the name of a port, which needs a letter`,
        data: { type: 'number', port },
        isOfText: true,
      };
    }
  }
  for (const rejected of rejectedNames ?? none) {
    yield {
      at: rejected,
      cause: 'name of a variable',
      message: `"${rejected.value}" is no name of an environment variable, which has ASCII characters without "="`,
      isOfText: true,
    };
  }
}

// Source: k8s.io/apimachinery/pkg/util/validation DNS1123LabelMaxLength, IsValidPortName.
const longestLabel = 63;
const longestPortName = 15;

/** Names that occur twice, at the second one. */
function* twice(names: readonly Written[], of: string, longest: number): Generator<PodRejection> {
  const seen = new Set<string>();
  const all = new Set(names.map(({ value }) => value));
  for (const name of names) {
    if (name.type === 'string' && name.value !== '' && seen.has(name.value)) {
      const free = freeName(name.value, all, longest);
      all.add(free ?? name.value);
      yield {
        at: name,
        cause: `same name ${of}`,
        message: `Two ${of} are called "${name.value}"`,
        ...(free === undefined ? {} : { data: { type: 'name', name, free } as const }),
      };
    }
    seen.add(name.value);
  }
}

function freeName(name: string, taken: ReadonlySet<string>, longest: number): string | undefined {
  for (let number = 2; number < 10; number++) {
    const free = `${name}-${number}`;
    if (!taken.has(free)) {
      return free.length <= longest ? free : undefined;
    }
  }
  return undefined;
}

/** Source: AccumulateUniqueHostPorts. */
function* hostPorts(containers: readonly Container[]): Generator<PodRejection> {
  const seen = new Set<string>();
  for (const { hostPort, hostIP, protocol } of containers.flatMap(({ ports }) => ports)) {
    if (hostPort?.type === 'integer' && hostPort.value !== '0') {
      const key = `${protocol}/${hostIP ?? ''}/${hostPort.value}`;
      if (seen.has(key)) {
        yield {
          at: hostPort,
          cause: 'same port of the node',
          message: `Two ports of the pod use port ${hostPort.value}/${protocol} of the node`,
        };
      }
      seen.add(key);
    }
  }
}

/**
 * A container without an image in an object that is whole: one that a kustomization builds. A patch adds it, if its
 * name is none of those of the object.
 */
function* withoutImage({ bundle, document }: Resource, { containers }: PodTemplate): Generator<PodRejection> {
  for (const container of bundle === undefined ? none : containers) {
    const { nameField, init } = container;
    const place = nameField?.document ?? container.document;
    if (!container.withoutImage || nameField?.type !== 'string' || place === undefined || place === document) {
      continue;
    }
    const others = containers.filter((each) => each.init === init && !each.withoutImage);
    if (others.length === 0) {
      // The object that the patch changes is a part itself.
      continue;
    }
    const candidates = nearestParts(
      nameField.value,
      others.flatMap((each) => each.nameField ?? none),
      new Set(others.length === 1 ? none : others.map(({ name }) => name)),
    );
    const nearest = candidates[0]?.isClear ? `, and the closest match is "${candidates[0].name}"` : '';
    yield {
      at: nameField,
      message: `The patch adds container "${nameField.value}", which has no image${nearest}`,
      data: { type: 'container', places: [nameField], candidates },
    };
  }
}
