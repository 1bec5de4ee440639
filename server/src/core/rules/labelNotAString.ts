import { builtInGroups } from '../kinds/list.ts';
import { containsPlaceholder, resolveWritten } from '../kinds/written.ts';
import { originOf, type Stated, writtenText } from '../model/origin.ts';
import type { LabelMap, PlacedRequirement, Resource } from '../model/resource.ts';
import type { LabelPair, Labels, Written } from '../model/written.ts';
import { describeResource } from '../resolve/describe.ts';
import { optional } from '../text/optional.ts';
import { labelNotAStringFixes } from './fixes/labelNotAString.ts';
import { labelKeyFault, labelValueFault } from './labelSyntax.ts';
import type { Rule } from './rule.ts';
import { type AppliedAs, appliedAs } from './shared/appliedAs.ts';
import { looksLikeTemplate } from './shared/template.ts';

export const labelNotAString: Rule = {
  code: 'label-not-a-string',
  severity: 'error',
  of: ['labelMaps', 'requirements'],
  documentation: {
    title: 'A label or selector value is not a string, or is not a valid label.',
    what: `The value of a label or of a selector is a number, a boolean, a map or a list, or it breaks the syntax of labels; or a key does. Podwire reads the value as kubectl does (\`yes\`, \`on\`, \`012\` and \`1_000\` are not strings), and as kustomize does if a kustomization includes the file (\`yes\` and \`on\` are strings, a date is not).

The labels of all kinds are checked, and for the kinds of Kubernetes itself also every selector, node selector and \`matchExpressions\`.`,
    why: 'The API server rejects the whole object. A running version stays unchanged, and a new Service or workload does not exist at all.',
    fix: 'Put the value in quotes. A label value has at most 63 characters: letters, digits, `-`, `_` and `.`, with a letter or a digit at both ends. A key has the same syntax and is not empty; a DNS name and a `/` may come before it.',
    silent:
      'Nothing is reported for a value that is empty or `null`: the API server accepts it, but may read it as something else. A value with a placeholder such as `${VERSION}` is unknown.',
    example: {
      bad: `apiVersion: v1
kind: Service
metadata:
  name: web
spec:
  selector:
    app: web
    version: 1.10
  ports:
    - port: 80
`,
      good: `apiVersion: v1
kind: Service
metadata:
  name: web
spec:
  selector:
    app: web
    version: "1.10"
  ports:
    - port: 80
`,
    },
  },
  *check(resource, context) {
    const { labelMaps, requirements } = resource;
    if ((labelMaps.length === 0 && requirements.length === 0) || isLocalConfiguration(resource)) {
      return;
    }
    const applied = appliedAs(resource, context.index);
    if (applied === 'part') {
      return;
    }
    // An anchored value is stated once and used at several places.
    const seen = new Set<number>();
    for (const fault of faultsOf(resource, labelMaps, requirements, applied)) {
      if (!seen.has(fault.range.start)) {
        seen.add(fault.range.start);
        yield {
          severity: 'error',
          message: `${fault.message}: the API server rejects ${describeResource(resource)}.${fault.advice ? ` ${fault.advice}` : ''}`,
          at: originOf(resource, fault.range),
          data: { quote: fault.quote } satisfies LabelNotAStringData,
          ...optional('unfinished', fault.unfinished),
        };
      }
    }
  },
  fixes: labelNotAStringFixes,
};

/** The input of the rule's fixes. */
export interface LabelNotAStringData {
  /** The string to put in quotes. Absent if quotes would not help. */
  readonly quote: string | undefined;
}

interface Fault {
  readonly range: Stated;
  readonly message: string;
  readonly advice?: string;
  readonly quote?: string;
  readonly unfinished?: true;
}

/**
 * Configuration that a tool for clusters or nodes reads, and no API server. Sources:
 * k8s.io/apiextensions-apiserver pkg/apis/apiextensions/validation (a group is a domain with at least one dot);
 * kops.sigs.k8s.io/manifests_and_customizing_via_api, which keeps its objects in a bucket; the config files of
 * kind.sigs.k8s.io, k3d.io and eksctl.io.
 */
function isLocalConfiguration({ group }: Resource): boolean {
  return (
    !builtInGroups.includes(group) &&
    (!group.includes('.') ||
      /(^|\.)config\.k8s\.io$|^(?:kubeadm|kops)\.k8s\.io$|^kind\.x-k8s\.io$|^(?:k3d|eksctl)\.io$/.test(group))
  );
}

function* faultsOf(
  resource: Resource,
  maps: readonly LabelMap[],
  requirements: readonly PlacedRequirement[],
  applied: AppliedAs,
): Generator<Fault> {
  for (const { labels, path } of maps) {
    // Another rule reports a Service selector that is not a map, because its author made a different mistake.
    const isServiceSelector = resource.service !== undefined && path === 'spec.selector';
    if (labels.shape === 'other') {
      if (!isServiceSelector && !containsPlaceholder(writtenText(resource, labels))) {
        yield { range: labels.keyRange, message: `${path} is not a map of labels` };
      }
      continue;
    }
    for (const pair of labels.pairs) {
      if (!(isServiceSelector && isCollection(pair.value))) {
        yield* faultsOfPair(pair, labels, path, applied, resource);
      }
    }
  }
  for (const { requirement, path, ofNodes } of requirements) {
    yield* faultsOfValue(requirement.key, 'key', path, applied, false);
    const fault = requirement.key.type === 'string' ? labelKeyFault(requirement.key.value) : undefined;
    if (fault !== undefined && builtInGroups.includes(resource.group) && !looksLikeTemplate(requirement.key.value)) {
      const message = `key: "${requirement.key.value}" in ${path} is not a valid label key, which ${fault}`;
      yield { range: requirement.key, message };
    }
    for (const value of requirement.values) {
      yield* faultsOfValue(value, 'a value', path, applied, !ofNodes && builtInGroups.includes(resource.group));
    }
  }
}

function* faultsOfPair(
  pair: LabelPair,
  labels: Labels,
  path: string,
  applied: AppliedAs,
  resource: Resource,
): Generator<Fault> {
  const syntax = hasCheckedSyntax(resource, path);
  const { key, value } = pair;
  if (key.type === 'placeholder' || labels.shape !== 'mapping') {
    return;
  }
  const written = `${key.value === '' ? '""' : key.value}`;
  if (key.type === 'invalid') {
    yield { range: key, message: `kubectl does not read the key ${written} in ${path} as a string`, ...quoting(key) };
  } else if (applied === 'built' && !isTextToKustomize(key, resource)) {
    yield {
      range: key,
      message: `kustomize does not read the key ${written} in ${path} as a string and cannot write it`,
      ...quoting(key),
    };
  } else if (syntax) {
    const fault = labelKeyFault(key.value);
    if (fault !== undefined && !looksLikeTemplate(key.value)) {
      yield { range: key, message: `The key "${key.value}" in ${path} is not a valid label key, which ${fault}` };
    }
  }
  yield* faultsOfValue(value, written, path, applied, syntax);
}

function* faultsOfValue(
  value: Written,
  name: string,
  path: string,
  applied: AppliedAs,
  syntax: boolean,
): Generator<Fault> {
  const plain = value.quoted ? `"${value.value}"` : value.value;
  switch (value.type) {
    case 'placeholder':
    case 'null':
      return;
    case 'mapping':
    case 'sequence':
      yield {
        range: value,
        message: `${name} in ${path} is a ${value.type === 'mapping' ? 'map' : 'list'}, not a string`,
      };
      return;
    case 'invalid':
      yield { range: value, message: `${name}: ${plain} in ${path} does not match its tag`, ...quoting(value) };
      return;
    case 'boolean':
    case 'integer':
    case 'float': {
      if (applied !== 'written' && resolveWritten(value, 'kustomize').type === 'string') {
        return;
      }
      const read = resolveWritten(value, 'kubectl').value;
      const kind = value.type === 'boolean' ? 'boolean' : 'number';
      yield {
        range: value,
        message: `kubectl reads ${name}: ${plain} in ${path} as the ${kind} ${read}, not as a string`,
        ...quoting(value),
      };
      return;
    }
    default: {
      if (applied === 'built') {
        const read = resolveWritten(value, 'kustomize');
        if (read.type === 'timestamp') {
          yield {
            range: value,
            message: `kustomize reads ${name}: ${plain} in ${path} as a date and writes it as ${read.value}`,
            ...quoting(value),
          };
          return;
        }
      }
      const fault = syntax ? labelValueFault(value.value) : undefined;
      if (fault !== undefined && !looksLikeTemplate(value.value)) {
        yield {
          range: value,
          message: `${name}: "${value.value}" in ${path} is not a valid label value, which ${fault}`,
          ...(isBeginningOfValue(value.value) ? { unfinished: true } : {}),
        };
      }
    }
  }
}

/** Whether only the separators at the end are wrong, as in `web-`. */
function isBeginningOfValue(value: string): boolean {
  return /[-_.]$/.test(value) && labelValueFault(value.replace(/[-_.]+$/, '')) === undefined;
}

function quoting(written: Written): Pick<Fault, 'advice' | 'quote'> {
  return { advice: `Put it in quotes: "${written.value}".`, quote: written.value };
}

/** kustomize cannot write a map with a key that is not a string. */
function isTextToKustomize(key: Written, resource: Resource): boolean {
  // For a key that kubectl turns into a string, `value` is that string, not the text of the file.
  const written = key.type === 'string' ? key : { ...key, value: writtenText(resource, key) };
  return resolveWritten(written, 'kustomize').type === 'string';
}

function isCollection(value: Written): boolean {
  return value.type === 'mapping' || value.type === 'sequence';
}

/**
 * Whether the API server checks the syntax of these labels when the object is created. It does not check the
 * labels of claim templates and job templates. In a custom resource it checks only the object's own labels.
 */
function hasCheckedSyntax(resource: Resource, path: string): boolean {
  return (
    path === 'metadata.labels' ||
    (builtInGroups.includes(resource.group) &&
      (!path.endsWith('metadata.labels') || path === `${resource.podTemplate?.path}.metadata.labels`))
  );
}
