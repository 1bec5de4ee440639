import type { LabelMap, PlacedRequirement } from '../model/resource.ts';
import type { Labels } from '../model/written.ts';
import { deref, get, isMerge } from '../yaml/access.ts';
import type { Mapping, Node, Pair } from '../yaml/node.ts';
import type { Kind } from './kind.ts';
import { builtInGroups } from './list.ts';
import { labelsOf, pairAt, requirementOf } from './written.ts';

/** What an object states in labels and selectors, in the order of the text. */
export interface StatedLabels {
  readonly labelMaps: readonly LabelMap[];
  readonly requirements: readonly PlacedRequirement[];
}

/**
 * Every map of labels and every requirement of a label selector whose type Kubernetes itself knows. Of a custom resource
 * that is `metadata.labels` alone: what else it holds is checked by a schema that is not here. `known` is the kind's
 * entry; absent for a custom resource and for kinds that are not wiring.
 */
export function statedLabelsOf(root: Mapping, group: string, kind: string, known: Kind | undefined): StatedLabels {
  const labelMaps: LabelMap[] = [];
  const requirements: PlacedRequirement[] = [];
  const note = (labels: Labels | undefined, path: readonly string[]) => {
    if (labels) {
      labelMaps.push({ labels, path: path.join('.') });
    }
  };
  note(labelsOf(pairAt(root, ['metadata', 'labels'])), ['metadata', 'labels']);
  if (builtInGroups.includes(group) || known) {
    const bare = bareSelectors(group, kind, known);
    const seen = new Set<Node>();
    const visit = (node: Node | undefined, path: readonly string[]) => {
      const target = deref(node);
      // A node that several aliases name is looked at once: it stands once in the text.
      if (!target || target.type === 'scalar' || seen.has(target) || path.length > deepest) {
        return;
      }
      seen.add(target);
      if (target.type === 'sequence') {
        for (const [index, item] of target.items.entries()) {
          visit(item, [...path.slice(0, -1), `${path.at(-1) ?? ''}[${index}]`]);
        }
        return;
      }
      for (const pair of target.pairs) {
        if (isMerge(pair)) {
          visit(pair.value, path);
          continue;
        }
        const at = [...path, pair.key.text];
        if (bare.includes(at.join('.')) || pair.key.text === 'matchLabels' || isLabelField(pair, path)) {
          note(labelsOf(pair), at);
        } else if (pair.key.text === 'matchExpressions') {
          requirements.push(...requirementsOf(pair, at));
        } else {
          visit(pair.value, at);
        }
      }
    };
    visit(get(root, 'spec'), ['spec']);
  }
  return { labelMaps, requirements };
}

// Deeper than any field of a built-in kind; a bound, because the input may be hostile.
const deepest = 24;

/** Paths where a selector is a bare map of labels. */
function bareSelectors(group: string, kind: string, known: Kind | undefined): readonly string[] {
  if (known?.selector?.shape === 'labels') {
    return [known.selector.path.join('.')];
  }
  return group === '' && kind === 'Service' ? ['spec.selector'] : [];
}

/** Labels of a template's metadata, of an object that a claim template makes; and the selector by which a pod chooses nodes. */
function isLabelField(pair: Pair, path: readonly string[]): boolean {
  return (pair.key.text === 'labels' && path.at(-1) === 'metadata') || pair.key.text === 'nodeSelector';
}

function requirementsOf(pair: Pair, path: readonly string[]): PlacedRequirement[] {
  const list = deref(pair.value);
  if (list?.type !== 'sequence') {
    return [];
  }
  // Requirements on nodes have operators and rules of their own. Source: k8s.io/api core/v1 NodeSelectorRequirement.
  const ofNodes = path.some((step) => /^(nodeSelectorTerms|preference|nodeAffinity)\b/.test(step));
  return list.items.map((item, index) => ({
    requirement: requirementOf(item),
    path: `${path.join('.')}[${index}]`,
    ofNodes,
  }));
}
