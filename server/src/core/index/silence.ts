import { addedLabelKeys } from '../kinds/list.ts';
import type { Unread } from '../model/document.ts';
import type { DeployerChange, Resource } from '../model/resource.ts';
import type { LabelPair, Labels } from '../model/written.ts';
import { none } from '../text/emptyList.ts';
import { describeLabels, describeResource } from './describe.ts';
import { labelUnder, pairMatches } from './match.ts';
import { isMistypedKey, likenessOf, partsOf } from './names.ts';
import { madeByOperator } from './operators.ts';
import { comparePairs } from './pairs.ts';
import { chartBeside, type Doubt, doubtOnTheWay, kindsOf, textOfChange } from './patched.ts';
import type { IndexReader } from './reader.ts';
import { proximityIn, proximityOfFile, type Scope } from './scope.ts';
import { holdsLabelValue, holdsPair, holdsWord } from './words.ts';

/** A Service whose selector matches nothing in scope, and what there is in scope. */
export interface Unmatched {
  readonly service: Resource;
  readonly selector: Labels;
  readonly namespaces: readonly (string | undefined)[];
  readonly scope: Scope;
  /** Everything in scope that makes pods and may be a target. */
  readonly templates: readonly Resource[];
}

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

/** What may hold the pods, or give them their labels at run time; undefined where nothing is known that could. */
export function explanationFor(unmatched: Unmatched, index: IndexReader): Explanation | undefined {
  return (
    explained('traffic elsewhere', trafficElsewhere(unmatched, index)) ??
    explained(
      'not read at all',
      inUnreadPart(unmatched, index, ({ isOpaque }) => isOpaque === true),
    ) ??
    explained(
      'changed on the way',
      changedByTool(unmatched) ?? doubtAbout(unmatched, index, 'changes') ?? labelledByHand(unmatched, index),
    ) ??
    explained('unread part', chartOfTool(unmatched) ?? doubtAbout(unmatched, index, 'adds')) ??
    explained('operator', madeByOperator(unmatched, index)) ??
    explained('run time', setAtRunTime(unmatched)) ??
    explained('cluster', madeByCluster(unmatched)) ??
    explained('foreign domain', ofForeignDomain(unmatched)) ??
    explained(
      'unread text',
      inUnreadPart(unmatched, index, ({ text }) => text !== undefined && holdsValue(text, unmatched.selector)),
    )
  );
}

function explained(kind: Explanation['kind'], because: string | undefined): Explanation | undefined {
  return because === undefined ? undefined : { kind, because };
}

/** What is not known of a bundle: what changes the objects that are there, or what only adds others. */
function doubtAbout(unmatched: Unmatched, index: IndexReader, about: 'changes' | 'adds'): string | undefined {
  return doubtOnTheWay(
    unmatched.scope.bundle,
    unmatched.scope.membership,
    index,
    (doubt) => (about === 'adds') === 'adds' in doubt && mayHold(doubt, unmatched),
  );
}

/** Whether what is not known of a bundle may hold the pods, or give them their labels. */
function mayHold(doubt: Doubt, { selector, templates }: Unmatched): boolean {
  if ('text' in doubt && doubt.text !== undefined && !holdsValue(doubt.text, selector)) {
    return false;
  }
  const kinds = kindsOf(doubt);
  return !kinds || kinds.includes('Service') || templates.some(({ kind }) => kinds.includes(kind));
}

/** Whether all that keeps a selector from the pods that were meant is a letter, or the key under which they have the value. */
export function isMistyped(selector: Labels, { podTemplate }: Resource, orOtherKey = false): boolean {
  return (
    podTemplate !== undefined &&
    comparePairs(selector, podTemplate).every(
      ({ relation }) =>
        ['equal', 'typo', 'spelling', 'mistyped key'].includes(relation) || (orOtherKey && relation === 'other key'),
    )
  );
}

/** Endpoints that someone wrote, or a mesh that sends the traffic to other Services. */
function trafficElsewhere({ service, scope }: Unmatched, index: IndexReader): string | undefined {
  const isInScope = (each: Resource) => proximityIn(scope, each, index) !== 'elsewhere';
  const endpoints = index.endpointsOf(service.name).find(isInScope);
  if (endpoints) {
    return `${describeResource(endpoints)} states its endpoints`;
  }
  const split = index.splitsOf(service.name).find(isInScope);
  return split && `${describeResource(split)} sends its traffic to other Services`;
}

/** A tool that deploys the Service may change its selector or the labels of pods. */
function changedByTool(unmatched: Unmatched): string | undefined {
  for (const deployer of unmatched.scope.membership.deployers) {
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
function chartOfTool({ service, selector, scope }: Unmatched): string | undefined {
  return chartBeside(scope.membership, (text) => holdsValue(text, selector) || holdsLabelValue(text, service.name));
}

/**
 * Whether a change may make the selector match: it speaks of the Service's selector or takes the Service away, adds labels to
 * selectors and templates alike under a key that is asked for, or holds what is asked for and no template in scope has.
 */
function mayRewire(
  { field, kind }: DeployerChange,
  text: string,
  { service, selector, templates }: Unmatched,
): boolean {
  const mayBeService = kind === undefined || kind === service.kind;
  if (mayBeService && /selector|\$patch/.test(text)) {
    return true;
  }
  if (field.endsWith('commonLabels')) {
    return selector.pairs.some(({ key }) => holdsWord(text, key.value));
  }
  const asked = askedFor(selector, templates);
  return (
    (mayBeService || templates.some((each) => each.kind === kind)) &&
    asked.every(({ value }) => holdsLabelValue(text, value.value))
  );
}

/** The pairs that no template in scope has; all of them where each is had by some. */
function askedFor(selector: Labels, templates: readonly Resource[]): readonly LabelPair[] {
  const unheld = selector.pairs.filter(
    (pair) => !templates.some(({ podTemplate }) => podTemplate && pairMatches(pair, podTemplate)),
  );
  return unheld.length > 0 ? unheld : selector.pairs;
}

/** Pods that somebody labels by hand: the command stands in a comment, or in a script in a ConfigMap, beside the Service or them. */
function labelledByHand({ service, selector, templates }: Unmatched, index: IndexReader): string | undefined {
  const files = new Set([service, ...templates].map(({ document }) => document.file));
  const asked = askedFor(selector, templates);
  for (const file of files) {
    const commands = index.remember('commands that label', file, commandsThatLabel);
    const pair = asked.find(({ key, value }) => commands.some((command) => holdsPair(command, key.value, value.value)));
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
function setAtRunTime({ selector, templates }: Unmatched): string | undefined {
  const namesRole = ({ value }: LabelPair) => roles.has(value.value.toLowerCase());
  if (selector.pairs.length < 2 || !selector.pairs.some(namesRole)) {
    return undefined;
  }
  for (const resource of templates) {
    const template = resource.podTemplate;
    const wrong = template ? selector.pairs.filter((pair) => !pairMatches(pair, template)) : [];
    const [pair] = wrong;
    if (
      wrong.length === 1 &&
      pair &&
      namesRole(pair) &&
      !partsOf(resource.name).includes(pair.value.value.toLowerCase()) &&
      !labelUnder(template?.labels, pair.key.value) &&
      !labelUnder(resource.workloadSelector?.matchLabels, pair.key.value)
    ) {
      return `${describeLabels([pair])} may be set while the pods of ${describeResource(resource)} run`;
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
function madeByCluster({ selector, namespaces, templates }: Unmatched): string | undefined {
  const inKubeSystem = namespaces.length > 0 && namespaces.every((namespace) => namespace === 'kube-system');
  const pair = selector.pairs.find(({ key }) => ['component', 'tier', 'k8s-app'].includes(key.value));
  if (!inKubeSystem || !pair) {
    return undefined;
  }
  const mistyped = templates.some((resource) => {
    const label = labelUnder(resource.podTemplate?.labels, pair.key.value);
    return label !== undefined && likenessOf(label.value.value, pair.value.value) === 'typo';
  });
  return mistyped ? undefined : `${describeLabels([pair])} in kube-system is what the cluster itself runs`;
}

/**
 * A key of a domain that no workload in scope uses is put on pods by the controller of that domain, as
 * `gateway.networking.k8s.io/gateway-name` is.
 */
function ofForeignDomain({ selector, templates }: Unmatched): string | undefined {
  const pair = selector.pairs.find(({ key }) => {
    const domain = domainOf(key.value);
    return (
      domain !== '' &&
      !commonDomains.has(domain) &&
      // Which labels the controllers of known kinds put on pods is known.
      !addedLabelKeys.has(key.value) &&
      !templates.some((resource) =>
        keysOf(resource).some((other) => domainOf(other) === domain || isMistypedKey(other, key.value)),
      )
    );
  });
  return pair && `labels of ${domainOf(pair.key.value)} are put on pods by its controller`;
}

/** `cnpg.io` of `cnpg.io/cluster`; the empty string where there is none. */
function domainOf(key: string): string {
  return key.slice(0, Math.max(0, key.indexOf('/')));
}

/** Source: kubernetes.io, Recommended Labels; helm.sh, Labels and Annotations. */
const commonDomains: ReadonlySet<string> = new Set(['app.kubernetes.io', 'helm.sh', 'apps.kubernetes.io']);

function keysOf(resource: Resource): readonly string[] {
  return [resource.podTemplate?.labels, resource.workloadSelector?.matchLabels, resource.labels].flatMap(
    (labels) => labels?.pairs.map((pair) => pair.key.value) ?? [],
  );
}

/** A file or document in scope that is not read and may hold the pods. */
function inUnreadPart(
  { scope }: Unmatched,
  index: IndexReader,
  mayHoldThem: (unread: Unread) => boolean,
): string | undefined {
  for (const directory of scope.directories) {
    for (const { file, unread } of index.unreadIn(directory)) {
      if (mayHoldThem(unread) && proximityOfFile(scope, file, index) !== 'elsewhere') {
        return unread.because;
      }
    }
  }
  return undefined;
}

/** Whether a value of the selector stands in the text. */
function holdsValue(text: string, selector: Labels): boolean {
  return selector.pairs.some(({ value }) => holdsLabelValue(text, value.value));
}
