import { unreadIn } from '../../index/keys.ts';
import type { IndexReader } from '../../index/reader.ts';
import { makesPods } from '../../kinds/list.ts';
import type { Unread } from '../../model/document.ts';
import type { DeployerChange } from '../../model/resource.ts';
import type { LabelPair, Labels } from '../../model/written.ts';
import { none } from '../../text/emptyList.ts';
import { describeLabels, describeResource } from '../describe.ts';
import { comparePairs } from '../evidence/labelComparison.ts';
import type { Selectable } from '../evidence/likelihood/features.ts';
import { labelUnder, pairMatches } from '../evidence/match.ts';
import { partsOf } from '../evidence/nameSimilarity.ts';
import { proximityOfFile } from '../scope/scope.ts';
import { madeByOperator } from './operators.ts';
import { isInstalled } from './releases.ts';
import { containsLabelValue, containsPair, containsWord } from './textSearch.ts';
import type { UnmatchedSelector } from './unmatchedSelector.ts';
import {
  chartBeside,
  type Doubt,
  doubtOnTheWay,
  isOfMissingChart,
  kindsOf,
  textOfChange,
} from './unrenderedChanges.ts';

/** Why the pods may exist although no file that was read defines them. */
export interface Explanation {
  /**
   * `changed on the way`: a patch, a tool or a command may change the labels of the workloads or the selector
   * of the Service, so that a likely workload is no answer. `unread text`: a text that is not read contains a value
   * of the selector. `unread part`: the text of a part is not in the workspace. `missing chart`: the selector names a
   * chart that is not in the workspace. `switched off`: a chart makes an object of the kind with other values.
   */
  readonly kind:
    | 'changed on the way'
    | 'operator'
    | 'run time'
    | 'cluster'
    | 'not read at all'
    | 'missing chart'
    | 'unread text'
    | 'unread part'
    | 'switched off';
  /** Continues the sentence "unknown, because …". */
  readonly because: string;
}

/**
 * Whether the explanation holds whatever the similarity of a candidate: an unread change causes it, or every
 * cluster runs the pods itself.
 */
export function isDecisive({ kind }: Explanation): boolean {
  return decisiveKinds.has(kind);
}

const decisiveKinds: ReadonlySet<Explanation['kind']> = new Set([
  'changed on the way',
  'cluster',
  'not read at all',
  'missing chart',
]);

/**
 * Why the pods may exist, or get their labels at run time, although nothing matches; undefined if no reason is
 * known.
 */
export function explanationFor(unmatched: UnmatchedSelector): Explanation | undefined {
  return (
    explained(
      'not read at all',
      inUnreadPart(unmatched, ({ isOpaque }) => isOpaque === true),
    ) ??
    explained('missing chart', madeByMissingChart(unmatched)) ??
    explained(
      'changed on the way',
      changedByTool(unmatched) ?? doubtAbout(unmatched, 'changes') ?? labelledByHand(unmatched),
    ) ??
    explained('unread part', chartOfTool(unmatched) ?? doubtAbout(unmatched, 'adds')) ??
    explained('operator', madeByOperator(unmatched)) ??
    explained('run time', setAtRunTime(unmatched)) ??
    explained('cluster', madeByCluster(unmatched)) ??
    explained(
      'unread text',
      inUnreadPart(unmatched, ({ text }) => text !== undefined && containsValue(text, unmatched.selector)),
    ) ??
    explained('switched off', switchedOff(unmatched))
  );
}

export function explained(kind: Explanation['kind'], because: string | undefined): Explanation | undefined {
  return because === undefined ? undefined : { kind, because };
}

/**
 * Why an unread part of a bundle matters: it changes existing objects, or it only adds new ones. What kustomize
 * refuses, such as a patch whose file does not exist, may add a label, and hardly gives another value to one.
 */
function doubtAbout(unmatched: UnmatchedSelector, about: 'changes' | 'adds'): string | undefined {
  const { selector, selectables, scope, membership, index } = unmatched;
  const hasAllKeys = selector.pairs.every(({ key }) =>
    selectables.some(({ labels }) => labelUnder(labels.labels, key.value)),
  );
  const onlyAdds = (doubt: Doubt) => 'adds' in doubt || (hasAllKeys && 'reason' in doubt);
  return doubtOnTheWay(
    scope.bundle,
    membership,
    index,
    (doubt) => onlyAdds(doubt) === (about === 'adds') && mayContainPods(doubt, unmatched),
  );
}

/** Whether the selector asks for pods that have the name of a chart that is not here. */
function madeByMissingChart({
  selector,
  selectables,
  scope,
  membership,
  index,
}: UnmatchedSelector): string | undefined {
  const asked = askedFor(selector, selectables);
  return doubtOnTheWay(scope.bundle, membership, index, (doubt) =>
    asked.some(({ value }) => isOfMissingChart(doubt, value.value)),
  );
}

/** Whether an unread part of a bundle may define the pods or give them their labels. */
function mayContainPods(doubt: Doubt, { selector, selectables }: UnmatchedSelector): boolean {
  if ('chartNames' in doubt || 'isSwitchedOff' in doubt) {
    return false;
  }
  if ('text' in doubt && doubt.text !== undefined && !containsValue(doubt.text, selector)) {
    return false;
  }
  const kinds = kindsOf(doubt);
  return !kinds || kinds.includes('Service') || selectables.some(({ resource }) => kinds.includes(resource.kind));
}

/** Whether a chart makes pods with other values. */
function switchedOff({ scope, membership, index }: UnmatchedSelector): string | undefined {
  return doubtOnTheWay(
    scope.bundle,
    membership,
    index,
    (doubt) => 'isSwitchedOff' in doubt && kindsOf(doubt)?.some(makesPods) === true,
  );
}

/** Whether a selector differs from the labels of a candidate only by typing errors. */
export function isMistyped(selector: Labels, { labels }: Selectable): boolean {
  return comparePairs(selector, labels).every(({ relation }) =>
    ['equal', 'typo', 'spelling', 'mistyped key'].includes(relation),
  );
}

/** Whether a deployer of the Service may change its selector or the labels of pods. */
function changedByTool(unmatched: UnmatchedSelector): string | undefined {
  for (const deployer of unmatched.membership.deployers) {
    const change = deployer.deploys?.changes.find(
      (each) => each.unread || mayRewire(each, textOfChange(deployer, each), unmatched),
    );
    if (change) {
      return `${change.field} of ${describeResource(deployer)} may change labels`;
    }
  }
  return undefined;
}

/**
 * Whether a deployer of the Service also installs a chart, and its text contains a value of the selector or the
 * name of the Service.
 */
function chartOfTool({ referrer, selector, membership, index }: UnmatchedSelector): string | undefined {
  return chartBeside(
    membership,
    index,
    (text) => containsValue(text, selector) || containsLabelValue(text, referrer.name),
  );
}

/**
 * Whether a change may make the selector match. It mentions the Service's selector, removes the Service, adds a
 * label with a key of the selector to selectors and templates alike, or contains the values of all pairs that
 * no template in scope has.
 */
function mayRewire(
  { field, kind }: DeployerChange,
  text: string,
  { referrer, selector, selectables }: UnmatchedSelector,
): boolean {
  const mayBeService = kind === undefined || kind === referrer.kind;
  if (mayBeService && /selector|\$patch/.test(text)) {
    return true;
  }
  if (field.endsWith('commonLabels')) {
    return selector.pairs.some(({ key }) => containsWord(text, key.value));
  }
  const asked = askedFor(selector, selectables);
  return (
    (mayBeService || selectables.some(({ resource }) => resource.kind === kind)) &&
    asked.every(({ value }) => containsLabelValue(text, value.value))
  );
}

/** The pairs that no template in scope has; all pairs if each of them is on some template. */
function askedFor(selector: Labels, selectables: readonly Selectable[]): readonly LabelPair[] {
  const unheld = selector.pairs.filter((pair) => !selectables.some(({ labels }) => pairMatches(pair, labels)));
  return unheld.length > 0 ? unheld : selector.pairs;
}

/**
 * Whether a person labels the pods by a command, which is in a comment or in a script of a ConfigMap, in the
 * file of the Service or of a candidate.
 */
function labelledByHand({ referrer, selector, selectables, index }: UnmatchedSelector): string | undefined {
  const files = new Set(
    [referrer, ...selectables.map(({ resource }) => resource)].map(({ document }) => document.file),
  );
  const asked = askedFor(selector, selectables);
  for (const file of files) {
    const commands = index.remember('commands that label', file, commandsThatLabel);
    const pair = asked.find(({ key, value }) =>
      commands.some((command) => containsPair(command, key.value, value.value)),
    );
    if (pair) {
      return `${describeLabels([pair])} is set by a command in ${file}`;
    }
  }
  return undefined;
}

const labelCommand = /\b(?:kubectl|oc)\b.*\slabel\s(?!.*\b(?:nodes?|no|namespaces?|ns)\b).*/g;

/** The commands in a file that label pods or workloads. Commands that label nodes and namespaces do not count. */
function commandsThatLabel(index: IndexReader, file: string): readonly string[] {
  return index.documentsOf(file).flatMap(({ text }): readonly string[] => text.match(labelCommand) ?? none);
}

/**
 * Whether a label of the selector may be set while the pods run: all other pairs match, the pods lack the key,
 * and the value names a role. Leaders are elected at run time, and Vault, Patroni, Redis Sentinel and operators
 * with leader election label their pods with the role. A workload with the role in its name has the role
 * permanently.
 */
function setAtRunTime({ selector, selectables }: UnmatchedSelector): string | undefined {
  const namesRole = ({ value }: LabelPair) => roles.has(value.value.toLowerCase());
  if (selector.pairs.length < 2 || !selector.pairs.some(namesRole)) {
    return undefined;
  }
  for (const { resource, labels, ownSelector } of selectables) {
    const [pair, ...others] = selector.pairs.filter((each) => !pairMatches(each, labels));
    if (
      pair &&
      others.length === 0 &&
      namesRole(pair) &&
      !partsOf(resource.name).includes(pair.value.value.toLowerCase()) &&
      !labelUnder(labels.labels, pair.key.value) &&
      !labelUnder(ownSelector, pair.key.value)
    ) {
      return `${describeLabels([pair])} may be added to the pods of ${describeResource(resource)} while they run`;
    }
  }
  return undefined;
}

const roles: ReadonlySet<string> = new Set([
  ...['leader', 'follower', 'master', 'slave', 'primary', 'secondary', 'replica', 'active', 'passive', 'standby'],
  ...['true', 'false'],
]);

/**
 * Whether the selector selects pods that every cluster runs in kube-system, which no manifest of the workspace
 * defines.
 */
function madeByCluster({ selector, namespaces }: UnmatchedSelector): string | undefined {
  const inKubeSystem = namespaces.length > 0 && namespaces.every((namespace) => namespace === 'kube-system');
  const isOfCluster = ({ key, value }: LabelPair) => clusterPods.get(key.value)?.includes(value.value);
  const pair = inKubeSystem ? selector.pairs.find(isOfCluster) : undefined;
  return pair && `${describeLabels([pair])} in kube-system selects what the cluster itself runs`;
}

const controlPlane = ['etcd', 'kube-apiserver', 'kube-controller-manager', 'kube-scheduler'];

/**
 * The labels of these pods. Sources: kubernetes/kubernetes cmd/kubeadm/app/phases/controlplane and
 * cmd/kubeadm/app/phases/addons; kubernetes/kops nodeup/pkg/model, which uses `k8s-app` for all of them.
 */
const clusterPods: ReadonlyMap<string, readonly string[]> = new Map([
  ['component', [...controlPlane, 'kube-proxy']],
  ['tier', ['control-plane']],
  ['k8s-app', [...controlPlane, 'kube-proxy', 'kube-dns']],
]);

/** Why a file or document in scope that is not read may define the pods. */
export function inUnreadPart(
  { scope, index }: Pick<UnmatchedSelector, 'scope' | 'index'>,
  mayContainThem: (unread: Unread) => boolean,
): string | undefined {
  for (const directory of scope.directories) {
    for (const { file, unread } of index.list(unreadIn(directory))) {
      if (unread.installsHere && isInstalled(file, index)) {
        continue;
      }
      if (mayContainThem(unread) && proximityOfFile(scope, file, index) !== 'elsewhere') {
        return unread.because;
      }
    }
  }
  return undefined;
}

/** Whether the text contains a value of the selector. */
function containsValue(text: string, selector: Labels): boolean {
  return selector.pairs.some(({ value }) => containsLabelValue(text, value.value));
}
