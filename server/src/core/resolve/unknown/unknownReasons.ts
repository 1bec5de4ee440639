import { endpointsOf, splitsOf, unreadIn } from '../../index/keys.ts';
import type { IndexReader } from '../../index/reader.ts';
import { addedLabelKeys } from '../../kinds/list.ts';
import type { Unread } from '../../model/document.ts';
import type { DeployerChange, Resource } from '../../model/resource.ts';
import type { LabelPair, Labels } from '../../model/written.ts';
import { none } from '../../text/emptyList.ts';
import { describeLabels, describeResource } from '../describe.ts';
import { comparePairs } from '../evidence/labelComparison.ts';
import type { Selectable } from '../evidence/likelihood/features.ts';
import { labelUnder, pairMatches } from '../evidence/match.ts';
import { isMistypedKey, likenessOf, partsOf } from '../evidence/nameSimilarity.ts';
import { proximityIn, proximityOfFile } from '../scope/scope.ts';
import { madeByOperator } from './operators.ts';
import { containsLabelValue, containsPair, containsWord } from './textSearch.ts';
import type { UnmatchedSelector } from './unmatchedSelector.ts';
import { chartBeside, type Doubt, doubtOnTheWay, kindsOf, textOfChange } from './unrenderedChanges.ts';

/** Why the pods may exist although no file that was read defines them. */
export interface Explanation {
  /**
   * `traffic elsewhere`: intended, whatever the selector. `changed on the way`: a patch, a tool or a command
   * may change the labels of the workloads or the selector of the Service, so that a likely workload is no
   * answer. `unread text`: a text that is not read contains a value of the selector. `unread part`: the text of
   * a part is not in the workspace.
   */
  readonly kind:
    | 'traffic elsewhere'
    | 'changed on the way'
    | 'operator'
    | 'run time'
    | 'cluster'
    | 'not read at all'
    | 'foreign domain'
    | 'unread text'
    | 'unread part';
  /** Continues the sentence "unknown, because …". */
  readonly because: string;
}

/**
 * Whether the explanation holds whatever the similarity of a candidate: someone states it, an unread change
 * causes it, or every cluster runs the pods itself.
 */
export function isDecisive({ kind }: Explanation): boolean {
  return decisiveKinds.has(kind);
}

const decisiveKinds: ReadonlySet<Explanation['kind']> = new Set([
  'traffic elsewhere',
  'changed on the way',
  'cluster',
  'not read at all',
]);

/**
 * Why the pods may exist, or get their labels at run time, although nothing matches; undefined if no reason is
 * known.
 */
export function explanationFor(unmatched: UnmatchedSelector): Explanation | undefined {
  return (
    explained('traffic elsewhere', trafficElsewhere(unmatched)) ??
    explained(
      'not read at all',
      inUnreadPart(unmatched, ({ isOpaque }) => isOpaque === true),
    ) ??
    explained(
      'changed on the way',
      changedByTool(unmatched) ?? doubtAbout(unmatched, 'changes') ?? labelledByHand(unmatched),
    ) ??
    explained('unread part', chartOfTool(unmatched) ?? doubtAbout(unmatched, 'adds')) ??
    explained('operator', madeByOperator(unmatched)) ??
    explained('run time', setAtRunTime(unmatched)) ??
    explained('cluster', madeByCluster(unmatched)) ??
    explained('foreign domain', ofForeignDomain(unmatched)) ??
    explained(
      'unread text',
      inUnreadPart(unmatched, ({ text }) => text !== undefined && containsValue(text, unmatched.selector)),
    )
  );
}

export function explained(kind: Explanation['kind'], because: string | undefined): Explanation | undefined {
  return because === undefined ? undefined : { kind, because };
}

/** Why an unread part of a bundle matters: it changes existing objects, or it only adds new ones. */
function doubtAbout(unmatched: UnmatchedSelector, about: 'changes' | 'adds'): string | undefined {
  return doubtOnTheWay(
    unmatched.scope.bundle,
    unmatched.membership,
    unmatched.index,
    (doubt) => (about === 'adds') === 'adds' in doubt && mayContainPods(doubt, unmatched),
  );
}

/** Whether an unread part of a bundle may define the pods or give them their labels. */
function mayContainPods(doubt: Doubt, { selector, selectables }: UnmatchedSelector): boolean {
  if ('text' in doubt && doubt.text !== undefined && !containsValue(doubt.text, selector)) {
    return false;
  }
  const kinds = kindsOf(doubt);
  return !kinds || kinds.includes('Service') || selectables.some(({ resource }) => kinds.includes(resource.kind));
}

/** Whether a selector differs from the labels of a candidate only by typing errors. */
export function isMistyped(selector: Labels, { labels }: Selectable): boolean {
  return comparePairs(selector, labels).every(({ relation }) =>
    ['equal', 'typo', 'spelling', 'mistyped key'].includes(relation),
  );
}

/** Whether a file states the Service's endpoints, or a mesh sends its traffic to other Services. */
function trafficElsewhere({ referrer, scope, index }: UnmatchedSelector): string | undefined {
  const isInScope = (each: Resource) => proximityIn(scope, each, index) !== 'elsewhere';
  const endpoints = index.list(endpointsOf(referrer.name)).find(isInScope);
  if (endpoints) {
    return `${describeResource(endpoints)} states its endpoints`;
  }
  const split = index.list(splitsOf(referrer.name)).find(isInScope);
  return split && `${describeResource(split)} sends its traffic to other Services`;
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
function chartOfTool({ referrer, selector, membership }: UnmatchedSelector): string | undefined {
  return chartBeside(membership, (text) => containsValue(text, selector) || containsLabelValue(text, referrer.name));
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
 * Whether the selector selects pods that the cluster itself runs in kube-system, which no manifest of the
 * workspace defines: static pods of the control plane (`component`, `tier`; source: kubernetes/kubernetes
 * cmd/kubeadm/app/phases/controlplane) and add-ons (`k8s-app`; source: kubernetes/kubernetes cluster/addons).
 */
function madeByCluster({ selector, namespaces, selectables }: UnmatchedSelector): string | undefined {
  const inKubeSystem = namespaces.length > 0 && namespaces.every((namespace) => namespace === 'kube-system');
  const pair = selector.pairs.find(({ key }) => ['component', 'tier', 'k8s-app'].includes(key.value));
  if (!inKubeSystem || !pair) {
    return undefined;
  }
  const mistyped = selectables.some(({ labels }) => {
    const label = labelUnder(labels.labels, pair.key.value);
    return label !== undefined && likenessOf(label.value.value, pair.value.value) === 'typo';
  });
  return mistyped ? undefined : `${describeLabels([pair])} in kube-system selects what the cluster itself runs`;
}

/**
 * Whether the selector has a key of a domain that no workload in scope uses. The controller of such a domain
 * adds the key to pods, as with `gateway.networking.k8s.io/gateway-name`.
 */
function ofForeignDomain({ selector, selectables }: UnmatchedSelector): string | undefined {
  const pair = selector.pairs.find(({ key }) => {
    const domain = domainOf(key.value);
    return (
      domain !== '' &&
      !commonDomains.has(domain) &&
      // The labels that controllers of known kinds add to pods are known.
      !addedLabelKeys.has(key.value) &&
      !selectables.some((selectable) =>
        keysOf(selectable).some((other) => domainOf(other) === domain || isMistypedKey(other, key.value)),
      )
    );
  });
  return pair && `the controller of ${domainOf(pair.key.value)} adds labels to pods`;
}

/** E.g. `cnpg.io` for `cnpg.io/cluster`; the empty string if the key has no domain. */
function domainOf(key: string): string {
  return key.slice(0, Math.max(0, key.indexOf('/')));
}

/** Source: kubernetes.io, Recommended Labels; helm.sh, Labels and Annotations. */
const commonDomains: ReadonlySet<string> = new Set(['app.kubernetes.io', 'helm.sh', 'apps.kubernetes.io']);

function keysOf({ resource, labels, ownSelector }: Selectable): readonly string[] {
  return [labels.labels, ownSelector, resource.labels].flatMap((each) => each?.pairs.map(({ key }) => key.value) ?? []);
}

/** Why a file or document in scope that is not read may define the pods. */
export function inUnreadPart(
  { scope, index }: Pick<UnmatchedSelector, 'scope' | 'index'>,
  mayContainThem: (unread: Unread) => boolean,
): string | undefined {
  for (const directory of scope.directories) {
    for (const { file, unread } of index.list(unreadIn(directory))) {
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
