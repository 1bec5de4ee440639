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

/** What may hold the pods though nothing that was read does. */
export interface Explanation {
  /**
   * `traffic elsewhere`: on purpose, whatever the selector says. `changed on the way`: a patch, a tool or a command may give what is
   * here other labels, or the Service another selector, so that a likely workload is no answer. `unread text` has the value; of an
   * `unread part` there is no text here.
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

/** No likeness is an argument against what somebody states, what a change that is not read does, or what every cluster runs itself. */
export function isDecisive({ kind }: Explanation): boolean {
  return decisiveKinds.has(kind);
}

const decisiveKinds: ReadonlySet<Explanation['kind']> = new Set([
  'traffic elsewhere',
  'changed on the way',
  'cluster',
  'not read at all',
]);

/** What may hold the pods, or give them their labels at run time; undefined where nothing is known that could. */
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

/** What is not known of a bundle: what changes the objects that are there, or what only adds others. */
function doubtAbout(unmatched: UnmatchedSelector, about: 'changes' | 'adds'): string | undefined {
  return doubtOnTheWay(
    unmatched.scope.bundle,
    unmatched.membership,
    unmatched.index,
    (doubt) => (about === 'adds') === 'adds' in doubt && mayContainPods(doubt, unmatched),
  );
}

/** Whether what is not known of a bundle may hold the pods, or give them their labels. */
function mayContainPods(doubt: Doubt, { selector, selectables }: UnmatchedSelector): boolean {
  if ('text' in doubt && doubt.text !== undefined && !containsValue(doubt.text, selector)) {
    return false;
  }
  const kinds = kindsOf(doubt);
  return !kinds || kinds.includes('Service') || selectables.some(({ resource }) => kinds.includes(resource.kind));
}

/** Whether all that keeps a selector from the pods that were meant is a letter. */
export function isMistyped(selector: Labels, { labels }: Selectable): boolean {
  return comparePairs(selector, labels).every(({ relation }) =>
    ['equal', 'typo', 'spelling', 'mistyped key'].includes(relation),
  );
}

/** Endpoints that someone wrote, or a mesh that sends the traffic to other Services. */
function trafficElsewhere({ referrer, scope, index }: UnmatchedSelector): string | undefined {
  const isInScope = (each: Resource) => proximityIn(scope, each, index) !== 'elsewhere';
  const endpoints = index.list(endpointsOf(referrer.name)).find(isInScope);
  if (endpoints) {
    return `${describeResource(endpoints)} states its endpoints`;
  }
  const split = index.list(splitsOf(referrer.name)).find(isInScope);
  return split && `${describeResource(split)} sends its traffic to other Services`;
}

/** A tool that deploys the Service may change its selector or the labels of pods. */
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

/** A tool that deploys the Service installs a chart beside it, and speaks of what is asked for. */
function chartOfTool({ referrer, selector, membership }: UnmatchedSelector): string | undefined {
  return chartBeside(membership, (text) => containsValue(text, selector) || containsLabelValue(text, referrer.name));
}

/**
 * Whether a change may make the selector match: it speaks of the Service's selector or takes the Service away, adds labels to
 * selectors and templates alike under a key that is asked for, or holds what is asked for and no template in scope has.
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

/** The pairs that no template in scope has; all of them where each is had by some. */
function askedFor(selector: Labels, selectables: readonly Selectable[]): readonly LabelPair[] {
  const unheld = selector.pairs.filter((pair) => !selectables.some(({ labels }) => pairMatches(pair, labels)));
  return unheld.length > 0 ? unheld : selector.pairs;
}

/** Pods that somebody labels by hand: the command stands in a comment, or in a script in a ConfigMap, beside the Service or them. */
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

/** Of pods and what makes them; labels of nodes and namespaces are other things. */
function commandsThatLabel(index: IndexReader, file: string): readonly string[] {
  return index.documentsOf(file).flatMap(({ text }): readonly string[] => text.match(labelCommand) ?? none);
}

/**
 * Every pair matches but one, whose key the pods have not and whose value names a role: who leads is decided while the
 * pods run, and Vault, Patroni, Redis Sentinel and operators built with leader election label their pods with it. What is
 * called by the role has it for good; and another workload that certainly was meant needs no such explanation.
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
 * What the cluster itself runs in kube-system comes from no manifest of the workspace: static pods of the control plane
 * (`component`, `tier`; source: kubernetes/kubernetes cmd/kubeadm/app/phases/controlplane) and add-ons (`k8s-app`;
 * source: kubernetes/kubernetes cluster/addons).
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
 * A key of a domain that no workload in scope uses is put on pods by the controller of that domain, as
 * `gateway.networking.k8s.io/gateway-name` is.
 */
function ofForeignDomain({ selector, selectables }: UnmatchedSelector): string | undefined {
  const pair = selector.pairs.find(({ key }) => {
    const domain = domainOf(key.value);
    return (
      domain !== '' &&
      !commonDomains.has(domain) &&
      // Which labels the controllers of known kinds put on pods is known.
      !addedLabelKeys.has(key.value) &&
      !selectables.some((selectable) =>
        keysOf(selectable).some((other) => domainOf(other) === domain || isMistypedKey(other, key.value)),
      )
    );
  });
  return pair && `the controller of ${domainOf(pair.key.value)} adds labels to pods`;
}

/** `cnpg.io` of `cnpg.io/cluster`; the empty string where there is none. */
function domainOf(key: string): string {
  return key.slice(0, Math.max(0, key.indexOf('/')));
}

/** Source: kubernetes.io, Recommended Labels; helm.sh, Labels and Annotations. */
const commonDomains: ReadonlySet<string> = new Set(['app.kubernetes.io', 'helm.sh', 'apps.kubernetes.io']);

function keysOf({ resource, labels, ownSelector }: Selectable): readonly string[] {
  return [labels.labels, ownSelector, resource.labels].flatMap((each) => each?.pairs.map(({ key }) => key.value) ?? []);
}

/** A file or document in scope that is not read and may hold the pods. */
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

/** Whether a value of the selector stands in the text. */
function containsValue(text: string, selector: Labels): boolean {
  return selector.pairs.some(({ value }) => containsLabelValue(text, value.value));
}
