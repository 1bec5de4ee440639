import type { LabelMap, PlacedRequirement } from '../model/resource.ts';
import type { Labels } from '../model/written.ts';
import { orNone } from '../text/emptyList.ts';
import { deref, get, isMerge } from '../yaml/access.ts';
import type { Alias, Mapping, Node, Pair, Scalar } from '../yaml/node.ts';
import type { Kind } from './kind.ts';
import { builtInGroups } from './list.ts';
import { labelsOf, pairAt, requirementOf } from './written.ts';

/** The labels and selectors of an object, in the order of the text. */
export interface StatedLabels {
  readonly labelMaps: readonly LabelMap[];
  readonly requirements: readonly PlacedRequirement[];
}

/**
 * Every map of labels and every requirement of a label selector with a type that Kubernetes defines. For a
 * custom resource these are `metadata.labels`, and its pod template and selector if its entry in the table of
 * kinds, `known`, has their paths. Its other fields, such as the values of a Helm release or the `labels` of a
 * trigger, have types of a schema that is not available. `reduced` are maps that were read earlier, so that
 * each is kept once.
 */
export function statedLabelsOf(
  root: Mapping,
  group: string,
  kind: string,
  known: Kind | undefined,
  reduced: readonly (Labels | undefined)[],
): StatedLabels {
  const labelMaps: LabelMap[] = [];
  const requirements: PlacedRequirement[] = [];
  const note = (pair: Pair | undefined, path: string) => {
    const labels = pair && (reduced.find((each) => isOf(each, pair)) ?? labelsOf(pair));
    if (labels) {
      labelMaps.push({ labels, path });
    }
  };
  note(pairAt(root, ['metadata', 'labels']), 'metadata.labels');
  const paths = typedPaths(group, known);
  if (paths.length > 0) {
    const bare = bareSelector(group, kind, known);
    const seen = new Set<Node>();
    const visit = (node: Exclude<Node, Alias | Scalar>, at: Step, depth: number) => {
      // A node with several aliases is visited once, because the text contains it once.
      if (seen.has(node) || depth > deepest) {
        return;
      }
      seen.add(node);
      if (node.type === 'sequence') {
        for (const [index, item] of node.items.entries()) {
          const target = deref(item);
          if (target && target.type !== 'scalar') {
            visit(target, { ...at, indices: `${at.indices}[${index}]` }, depth);
          }
        }
        return;
      }
      for (const pair of node.pairs) {
        const { text } = pair.key;
        const target = deref(pair.value);
        if (isMerge(pair)) {
          if (target && target.type !== 'scalar') {
            visit(target, at, depth);
          }
        } else if (text === 'matchLabels' || isLabelField(text, at) || (text === bare?.at(-1) && isAt(bare, at))) {
          note(pair, `${pathOf(at)}.${text}`);
        } else if (text === 'matchExpressions') {
          requirements.push(...requirementsOf(pair, at));
        } else if (target && target.type !== 'scalar') {
          visit(target, { above: at, key: text, indices: '' }, depth + 1);
        }
      }
    };
    for (const path of paths) {
      if (bare !== undefined && path.join('.') === bare.join('.')) {
        note(pairAt(root, path), path.join('.'));
        continue;
      }
      const node = deref(get(root, ...path));
      const at = path.reduce<Step | undefined>((above, key) => ({ above, key, indices: '' }), undefined);
      if (at && node && node.type !== 'scalar') {
        visit(node, at, path.length);
      }
    }
  }
  return { labelMaps: orNone(labelMaps), requirements: orNone(requirements) };
}

/** The fields whose labels and selectors have Kubernetes types, in the usual order of a manifest. */
function typedPaths(group: string, known: Kind | undefined): readonly (readonly string[])[] {
  if (builtInGroups.includes(group)) {
    return wholeSpec;
  }
  return [known?.selector?.path, known?.podTemplate].filter((path) => path !== undefined);
}

const wholeSpec = [['spec']];

/** The path of a node as a chain to the root. Few paths are ever shown, so the text is built on demand. */
interface Step {
  readonly above: Step | undefined;
  readonly key: string;
  /** The indices of list items on the path, e.g. `[0]`. */
  readonly indices: string;
}

function pathOf({ above, key, indices }: Step): string {
  return `${above ? `${pathOf(above)}.` : ''}${key}${indices}`;
}

/** Whether the path without its last key equals the path of `at`. */
function isAt(path: readonly string[], at: Step): boolean {
  let step: Step | undefined = at;
  for (const key of path.slice(0, -1).toReversed()) {
    if (step === undefined || step.key !== key || step.indices !== '') {
      return false;
    }
    step = step.above;
  }
  return step === undefined;
}

function isOf(labels: Labels | undefined, pair: Pair): boolean {
  return (
    labels !== undefined &&
    labels.keyRange.start === pair.key.start &&
    labels.start === pair.value.start &&
    labels.keyRange.document === pair.key.document &&
    labels.document === pair.value.document
  );
}

// Deeper than any field of a built-in kind. The bound protects against hostile input.
const deepest = 24;

/** The path of a selector that is a plain map of labels. */
function bareSelector(group: string, kind: string, known: Kind | undefined): readonly string[] | undefined {
  if (known?.selector?.shape === 'labels') {
    return known.selector.path;
  }
  return group === '' && kind === 'Service' ? ['spec', 'selector'] : undefined;
}

/**
 * Whether a field holds labels: in the metadata of a template, in an object that a claim template creates, and
 * in the node selector of a pod.
 */
function isLabelField(key: string, at: Step): boolean {
  return (key === 'labels' && at.key === 'metadata' && at.indices === '') || key === 'nodeSelector';
}

function requirementsOf(pair: Pair, at: Step): PlacedRequirement[] {
  const list = deref(pair.value);
  if (list?.type !== 'sequence') {
    return [];
  }
  // Node requirements have their own operators and rules. Source: k8s.io/api core/v1 NodeSelectorRequirement.
  const path = `${pathOf(at)}.${pair.key.text}`;
  const ofNodes = /(?:^|\.)(?:nodeSelectorTerms|preference|nodeAffinity)(?:[.[]|$)/.test(path);
  return list.items.map((item, index) => ({
    requirement: requirementOf(item),
    path: `${path}[${index}]`,
    ofNodes,
  }));
}
