import type { Evidence } from '../model/resolution.ts';
import type { PodTemplate, Resource } from '../model/resource.ts';
import type { Labels } from '../model/written.ts';
import { describeLabels, describeResource } from './describe.ts';
import { isSamePair, labelUnder, selectorMatches } from './match.ts';
import { extendsName, isSameName, type KnownNames, likenessOf, tellingParts, typoWeight } from './names.ts';
import type { Naming } from './naming.ts';
import { comparePairs, type PairFinding } from './pairs.ts';
import { portsOfService, sharesTargetPort, targetsOf } from './ports.ts';
import type { Proximity } from './scope.ts';

/** From here on a candidate is near enough for a warning; below `looserThreshold` nothing is said at all. */
export const threshold = 2;
export const looserThreshold = 1.5;

/** From here on no one else can be meant: a typing error beside a port or a name that fits. Mere resemblance stays below. */
export const strongThreshold = 3;

/**
 * What speaks for and against a workload being the one that a Service meant. Found by taking real manifests apart: in
 * some 1,600 Services of 52 repositories whose selector matches one workload, a selector or label was broken by one
 * edit (of which at least nine in ten should be noticed), or the workload was taken away (of which nearly none should
 * be); and every Service that matches nothing as it stands was read. Beside each weight: what it is for.
 */
const weights = {
  /** Pairs that match, as a share of all: `app=redis` of `app=redis, tier=backend`. Families share pairs too. */
  share: 1,
  /** One letter in six or more. Hardly a chance: taken alone it reaches the threshold. */
  typo: 2.5,
  /** One letter in four or five: `user` and `users` may be two things. */
  typoInShortWord: 2,
  /** One letter in three, or in a part of two: `wbe`; `ui` and `uj`. */
  typoInTinyWord: 1.25,
  /** `ap: web` for `app: web`: a value that is equal under a key that is nearly so. */
  mistypedKey: 2.5,
  /** `web` and `web-backend`, `mysqldb` and `mysql`. Siblings look so as well (`carts`, `carts-db`): ports tell. */
  extended: 1.5,
  extendedTinyWord: 1.5,
  /** `redis-master` and `redis-slave`: mostly siblings. */
  sharedParts: 0.25,
  /** The value stands under another key: `app: cart` and `service: cart`. */
  otherKey: 0.5,
  /** Both keys are ones by which people name an application: `app: cart` and `app.kubernetes.io/name: cart`. */
  otherNameKey: 1.25,
  /** `version: v1` and `version: v2`. */
  otherNumber: 0.25,
  /** The same key says something else altogether: the workload is known by another name. */
  otherValue: -0.75,
  /** The workload's own `spec.selector` asks its pods for the pairs that they lack: the template was changed. */
  ownSelector: 2.5,
  /** The pairs stand on the workload itself and not on its pods: a frequent misunderstanding. */
  ownLabels: 1.5,
  /** Every pair matches, in another namespace, and no Service is there that wants these pods. */
  otherNamespace: 2,
  /**
   * The pods have no labels at all, which no controller takes: what should stand there was lost.
   */
  bare: 0.75,
  /**
   * No Service selects its pods, one does those of every other workload beside it, and this Service alone selects none. Where nothing is
   * alike, one name of both, or one port where nothing else is there, does instead.
   */
  leftOver: 0.75,
  /**
   * The same in one file that holds both, where it declares the Service's ports and nothing else there does, or where the
   * file holds nothing else of the kind, whatever it is called: who writes the two into one file means them for each other.
   * A controller beside other workloads has no Service. Two of other names, each called what it asks for or has, come to a
   * warning by a telling port and to an information by a common one. In 150 repositories no file speaks against it.
   */
  leftOverInFile: 2.25,
  /** The same, without the port, where both have one name: two mistakes in one file are likelier than two things of one name. */
  leftOverNamesake: 1.5,
  /** The equal pairs are on no other pods around: `app=pay` of `app=pay, tier=apii`, where nothing else has app=pay. */
  onlyOne: 0.75,
  /** The same, where the pair that is wrong is another version and the names are the same. */
  onlyOneOfVersion: 0.25,
  /** `web-svc` and `web-deployment`. */
  sameName: 1,
  /** `web` and `web`: two objects that one person gave one name. */
  veryName: 1.25,
  /** `web-metrics` and `web`; names that share parts. */
  likeName: 0.25,
  /** The workload is called as the selector says. */
  valueIsName: 0.75,
  /** A label has the Service's name. */
  nameIsLabel: 0.75,
  /** The Service's target port is declared by a container. Everything listens on 8080, so that says less. */
  port: 0.75,
  commonPort: 0.25,
  /** Ports are declared, and none of them is the Service's. It tells siblings apart, and typing errors have it too. */
  otherPort: -1,
  otherPortBesideTypo: -0.25,
  noPort: -0.25,
  /** The Service selects what it is called itself: then a workload of that name is meant, perhaps one that is not here. */
  selfNamed: -0.25,
  /** And the workload is labelled as it is called itself: two things, each of them in order. `mysqldb` and `mysql` have it too. */
  bothSelfNamed: -0.75,
  /** Where it stands. Directories beside each other hold variants of the same thing. */
  file: 0.5,
  directory: 0.25,
  bundle: 0.25,
  /** Files sorted by kind: `services/` beside `deployments/`. */
  complement: 0,
  neighbours: -1,
  /** Wherever it stands: other Services of the same directory select what is in its file. */
  company: 0.25,
  /**
   * Another Service selects its pods, on the same port or on others. Where two do already it is a workload of several, and one
   * of them more is nothing unusual.
   */
  claimed: -1.25,
  claimedOnOtherPort: -0.75,
  claimedBesideTypo: -0.5,
  /** The other one is `web-stable` beside `web-canary`, `web` beside `web-external`, and asks for no `web-canary`. */
  claimedBySibling: -0.25,
  /** A Rollout names the Service: its controller does nothing until that selects its pods. */
  namedByRollout: 2.5,
  /** A StatefulSet is governed by the Service. Nobody checks that, and any name does. */
  governed: 0.75,
  /** It runs to its end. */
  job: -1,
} as const;

/** As much can it speak for a workload that no other is left, where they stand alone, in a file or as a kustomization, and elsewhere. */
export const mostForRest = {
  alone: weights.leftOverInFile + weights.otherPortBesideTypo - weights.otherPort,
  elsewhere: weights.leftOver,
};

/** Where a candidate stands; `company` where Services beside this one find their pods. */
export type Place = Exclude<Proximity, 'elsewhere'> | 'company';

/** `alone` where nothing else that stands as near makes pods, and no other Service there has a selector. */
export type Rest = 'left over' | 'alone';

/** What is known of a candidate beside its own text. */
export interface Circumstances {
  readonly proximity: Place;
  /** Other Services that select its pods. */
  readonly claimedBy: readonly Resource[];
  /** Set where it names the Service as its own. */
  readonly naming?: Naming;
  /** Whether no other pods as near as these have the pairs that are equal. */
  readonly isOnlyOne?: boolean;
  /** Set where of all that stand as near it alone has no Service that selects it. */
  readonly rest?: Rest;
  /** Whether a kustomization deploys the two, and nothing else that serves or is served. */
  readonly isLonePair?: boolean;
  /** Whether, of all in the Service's own file, it declares every port of the Service, and nothing else any. */
  readonly servesAlone?: boolean;
  /** Whether pods anywhere in the workspace have one of the pairs that these lack: then it may well be right. */
  readonly areHeld?: boolean;
  /** What was learned of names so far: one Service is compared with many workloads, and the other way round. */
  readonly names: KnownNames;
}

/** The evidence that the author of the Service meant the workload; empty where one of them has no pods or selector. */
export function evidenceFor(service: Resource, candidate: Resource, circumstances: Circumstances): readonly Evidence[] {
  const selector = service.service?.selector;
  const template = candidate.podTemplate;
  if (!selector || !template) {
    return [];
  }
  const findings = comparePairs(selector, template, circumstances.names);
  const equal = findings.filter((each) => each.relation === 'equal');
  const wrong = findings.filter((each) => each.relation !== 'equal');
  const areSameName = isSameName(service.name, candidate.name, circumstances.names);
  const comparison: Comparison = {
    service,
    candidate,
    selector,
    template,
    equal,
    wrong,
    isTypo: wrong.some(({ relation }) => relation === 'typo' || relation === 'spelling' || relation === 'mistyped key'),
    isSameName: areSameName,
    isOnlyOne: circumstances.isOnlyOne === true && !circumstances.areHeld && isTold(equal, wrong, areSameName),
    names: circumstances.names,
  };
  const found: Evidence[] = [];
  fromPairs(comparison, found);
  fromNames(comparison, found);
  fromNaming(circumstances, found);
  fromPorts(comparison, circumstances, found);
  found.push(fromPlace[circumstances.proximity]);
  fromClaims(comparison, circumstances, found);
  fromRest(comparison, circumstances, found);
  if (candidate.group === 'batch' && !wrong.some(({ addedLabel }) => addedLabel)) {
    found.push({ points: weights.job, reason: () => 'it runs to its end' });
  }
  return found;
}

interface Comparison {
  readonly service: Resource;
  readonly candidate: Resource;
  readonly selector: Labels;
  readonly template: PodTemplate;
  readonly equal: readonly PairFinding[];
  readonly wrong: readonly PairFinding[];
  readonly isTypo: boolean;
  readonly isSameName: boolean;
  readonly isOnlyOne: boolean;
  readonly names: KnownNames;
}

/**
 * Whether equal pairs tell what was meant: one of them says more than `v1`, and those that are wrong are no more than that:
 * another value says another part, and a number another version, unless the names are the same.
 */
function isTold(equal: readonly PairFinding[], wrong: readonly PairFinding[], areSameName: boolean): boolean {
  const says = (relation: PairFinding['relation']) => wrong.some((each) => each.relation === relation);
  return (
    equal.some(({ pair }) => /[a-z].*[a-z].*[a-z].*[a-z]/i.test(pair.value.value)) &&
    !isOfAnother(wrong) &&
    (equal.length > 1 || areSameName || !says('other number'))
  );
}

/** Whether a pair that is wrong has a value by which people call another part of the same thing. */
function isOfAnother(wrong: readonly PairFinding[]): boolean {
  return wrong.some(({ relation }) => relation === 'other value' || relation === 'shared parts');
}

function fromPairs(comparison: Comparison, found: Evidence[]): void {
  const { selector, candidate, template, equal, wrong, names } = comparison;
  if (wrong.length === 0) {
    found.push({ points: weights.otherNamespace, reason: () => 'its pods have the labels, in another namespace' });
    return;
  }
  if (equal.length > 0) {
    const points = (weights.share * equal.length) / selector.pairs.length;
    found.push({ points, reason: () => `its pods have ${describeLabels(equal.map(({ pair }) => pair))}` });
  }
  if (comparison.isOnlyOne) {
    const isVersion = equal.length === 1 && wrong.some(({ relation }) => relation === 'other number');
    const points = isVersion ? weights.onlyOneOfVersion : weights.onlyOne;
    found.push({ points, reason: () => 'no other pods around have that' });
  }
  for (const finding of wrong) {
    const weighed = weighPair(finding, names);
    if (weighed) {
      found.push({ points: weighed.points / wrong.length, reason: weighed.reason });
    }
  }
  const own = candidate.workloadSelector?.matchLabels;
  if (own && wrong.every(({ pair }) => labelUnder(own, pair.key.value)?.value.value === pair.value.value)) {
    found.push({
      points: weights.ownSelector,
      reason: () => `its own selector asks for ${describeLabels(wrong.map((each) => each.pair))}`,
    });
  } else if (
    candidate.labels &&
    template.path !== '' &&
    selectorMatches(selector, { ...template, labels: candidate.labels })
  ) {
    found.push({ points: weights.ownLabels, reason: () => 'it has the labels itself, but its pods have not' });
  }
}

function weighPair({ pair, relation, label, addedLabel }: PairFinding, names: KnownNames): Evidence | undefined {
  const mine = () => describeLabels([pair]);
  const value = label?.value.value ?? addedLabel?.exactly ?? '';
  const other = () => (label ? describeLabels([label]) : `${addedLabel?.key}=${value}`);
  const tiny = Math.min(pair.value.value.length, value.length) < 4;
  switch (relation) {
    case 'typo':
    case 'spelling': {
      const weight = typoWeight(pair.value.value, value, names);
      const points = { word: weights.typo, short: weights.typoInShortWord, tiny: weights.typoInTinyWord }[weight];
      return { points, reason: () => `${mine()} is nearly ${other()}` };
    }
    case 'mistyped key':
      return { points: weights.mistypedKey, reason: () => `${mine()} is nearly ${other()}` };
    case 'extended':
      return {
        points: tiny ? weights.extendedTinyWord : weights.extended,
        reason: () => `${mine()} resembles ${other()}`,
      };
    case 'shared parts':
      return { points: weights.sharedParts, reason: () => `${mine()} shares words with ${other()}` };
    case 'other number':
      return { points: weights.otherNumber, reason: () => `${mine()} is ${other()} there` };
    case 'other key': {
      const isName =
        pair.value.value.length >= 4 && nameKeys.has(pair.key.value) && nameKeys.has(label?.key.value ?? '');
      return {
        points: isName ? weights.otherNameKey : weights.otherKey,
        reason: () => `${mine()} stands there as ${other()}`,
      };
    }
    case 'other value':
      return { points: weights.otherValue, reason: () => `${mine()} is ${other()} there` };
    default:
      return undefined;
  }
}

/**
 * Keys under which pods are called what they are. Sources: kubernetes.io, Recommended Labels; `kubectl create deployment` (`app`)
 * and `kubectl run` (`run`); `k8s-app` of kubernetes/kubernetes cluster/addons; `name` of the first manifests.
 */
const nameKeys: ReadonlySet<string> = new Set(['app', 'app.kubernetes.io/name', 'k8s-app', 'name', 'run']);

function fromNames(comparison: Comparison, found: Evidence[]): void {
  const { service, candidate, template, wrong, names } = comparison;
  if (comparison.isSameName) {
    const isVersion = wrong.some(({ relation }) => relation === 'other number');
    const points = service.name === candidate.name && !isVersion ? weights.veryName : weights.sameName;
    found.push({ points, reason: () => 'it is called as the Service is' });
  } else {
    if (
      extendsName(service.name, candidate.name, names) ||
      likenessOf(service.name, candidate.name, names) !== 'none'
    ) {
      found.push({ points: weights.likeName, reason: () => 'it is called nearly as the Service is' });
    }
    if (template.labels?.pairs.some((label) => isSameName(label.value.value, service.name, names))) {
      found.push({ points: weights.nameIsLabel, reason: () => "one of its labels is the Service's name" });
    }
    if (!comparison.isTypo && isOwnName(comparison)) {
      if (
        wrong.some(
          ({ relation, label }) => relation !== 'other key' && label && isNameOf(candidate, label.value.value, names),
        )
      ) {
        found.push({
          points: weights.bothSelfNamed,
          reason: () => 'each of the two is called what it asks for or has',
        });
      } else if (wrong.some(({ pair }) => isSameName(pair.value.value, service.name, names))) {
        found.push({ points: weights.selfNamed, reason: () => 'the Service selects what it is called itself' });
      }
    }
  }
  if (wrong.some(({ pair }) => isSameName(pair.value.value, candidate.name, names))) {
    found.push({ points: weights.valueIsName, reason: () => 'it is called as the selector says' });
  }
}

function fromNaming({ naming }: Circumstances, found: Evidence[]): void {
  if (naming) {
    const points = naming.role === 'rollout service' ? weights.namedByRollout : weights.governed;
    found.push({ points, reason: () => `${describeResource(naming.by)} names the Service as its own` });
  }
}

function fromPorts(
  { service, template, isTypo, isOnlyOne }: Comparison,
  { proximity, rest }: Circumstances,
  found: Evidence[],
): void {
  // Alone in a file there are no siblings that ports could tell apart.
  const isSure = isTypo || isOnlyOne || (rest === 'alone' && proximity === 'file');
  const ports = portsOfService(service);
  const reached = ports.filter((port) => targetsOf(port, template).length > 0);
  if (ports.length === 0) {
    return;
  }
  if (reached.length > 0) {
    const telling = reached.find((port) => !commonPorts.has(port.target));
    found.push({
      points: telling ? weights.port : weights.commonPort,
      reason: () => `it declares port ${(telling ?? reached[0])?.target}`,
    });
  } else if (template.containers.some((container) => container.ports.length > 0)) {
    found.push({
      points: isSure ? weights.otherPortBesideTypo : weights.otherPort,
      reason: () => "it declares other ports than the Service's",
    });
  } else if (!isTypo) {
    found.push({ points: weights.noPort, reason: () => 'it declares no ports' });
  }
}

/** Ports and port names that half of all workloads have. */
export const commonPorts: ReadonlySet<string> = new Set(['80', '8080', '443', '8443', 'http', 'https', 'metrics']);

const fromPlace: { readonly [place in Circumstances['proximity']]: Evidence } = {
  file: { points: weights.file, reason: () => 'it stands in the same file' },
  directory: { points: weights.directory, reason: () => 'it stands in the same directory' },
  bundle: { points: weights.bundle, reason: () => 'it is deployed together with the Service' },
  complement: { points: weights.complement, reason: () => 'it stands beside it, where files are sorted by kind' },
  neighbours: { points: weights.neighbours, reason: () => 'it stands in a directory above or below' },
  company: { points: weights.company, reason: () => 'it stands where Services beside this one find their pods' },
};

function fromClaims(comparison: Comparison, circumstances: Circumstances, found: Evidence[]): void {
  const { claimedBy, proximity, areHeld, naming } = circumstances;
  // One that names several Services as its own has several.
  if (claimedBy.length === 0 || naming) {
    return;
  }
  const { service, template, equal, wrong, isTypo } = comparison;
  const equalKeys = new Set(equal.map(({ pair }) => pair.key.value));
  const rivals = claimedBy.filter(
    (other) =>
      // A file that holds both the Service and the workload is whole by itself.
      (proximity !== 'file' || other.document.file === service.document.file) &&
      // A Service of the same name is a variant of this one; one for a single pod is no rival for them all.
      other.name !== service.name &&
      !other.service?.selector?.pairs.some(({ key }) => key.value === 'statefulset.kubernetes.io/pod-name') &&
      // One that asks for less, all of which matches here too, selects a group that this one is to select a part of.
      !(equal.length > 0 && (other.service?.selector?.pairs ?? []).every((pair) => equalKeys.has(pair.key.value))),
  );
  const [rival] = rivals;
  if (!rival || wrong.length === 0) {
    return;
  }
  const onSamePort = rivals.find((other) => sharesTargetPort(service, other, template));
  const isOfSeveral = new Set(rivals.map(({ name }) => name)).size > 1;
  const claim = (points: number, by: Resource, where = '') =>
    found.push({ points, reason: () => `${describeResource(by)} selects it${where}` });
  if (isTypo || comparison.isSameName) {
    if (onSamePort && !isOfSeveral) {
      const isSibling = areSiblings(service.name, onSamePort.name);
      claim(isSibling ? weights.claimedBySibling : weights.claimedBesideTypo, onSamePort);
    }
  } else if (
    !areHeld &&
    !isOfAnother(wrong) &&
    (isFellow(comparison, rival) || (!isOwnName(comparison) && (isOfSeveral || areSiblings(service.name, rival.name))))
  ) {
    if (!isOfSeveral) {
      claim(weights.claimedBySibling, rival);
    }
  } else if (onSamePort) {
    claim(weights.claimed, onSamePort, ' on the same port');
  } else {
    claim(weights.claimedOnOtherPort, rival);
  }
}

/**
 * What speaks for a workload because no other is left: where something is alike, no pair says that it is another part or
 * version, and the Service does not ask for one of its own name, unless that is the beginning of the workload's, which has the
 * port. In the Service's own file it is enough to have the port or to be alone with it; in its directory to be called as it is, or both.
 */
function fromRest(
  comparison: Comparison,
  { rest, isLonePair, servesAlone, proximity }: Circumstances,
  found: Evidence[],
): void {
  const { candidate, template, equal, wrong } = comparison;
  const servesPort = portsOfService(comparison.service).some((port) => targetsOf(port, template).length > 0);
  // In a file of its own it may be a patch that no kustomization takes in at the time.
  const isInFile = proximity === 'file';
  const isBare =
    (isInFile || (isLonePair && candidate.bundle !== undefined)) &&
    (template.labels?.pairs.length ?? 0) === 0 &&
    template.path !== '' &&
    candidate.group !== 'batch';
  if (isBare) {
    found.push({ points: weights.bare, reason: () => 'its pods have no labels' });
  }
  const isLike = isBare || equal.length > 0 || wrong.some(({ relation }) => relation !== 'absent');
  const isVersion = wrong.some(({ relation }) => relation === 'other number');
  const isOther =
    isOfAnother(wrong) ||
    isVersion ||
    (isOwnName(comparison) &&
      !comparison.isTypo &&
      !comparison.isSameName &&
      !(servesPort && wrong.every(({ relation }) => relation === 'extended')));
  const isNamesake = comparison.service.name === candidate.name;
  const isAlone = rest === 'alone';
  let [points, reason]: [number, string] = [0, ''];
  if (isLike && !isOther) {
    [points, reason] = [weights.leftOver, 'of all that stand beside it this one alone is selected by no Service'];
  } else if (isInFile ? servesAlone || isAlone : servesAlone && isAlike(comparison)) {
    const more = servesAlone ? ', and it alone has the ports' : '';
    const where = 'of all that is written down with the Service it alone is selected by no Service';
    [points, reason] = [weights.leftOverInFile, `${where}${more}`];
  } else if (isInFile && isNamesake) {
    [points, reason] = [weights.leftOverNamesake, 'of all in this file it alone is selected by no Service'];
  } else if (!isVersion && (isNamesake || (isAlone && servesPort))) {
    [points, reason] = [weights.leftOver, 'of all that stand beside it this one alone is selected by no Service'];
  }
  // It is a guess, so it makes nothing certain.
  const most = mostByGuess - found.reduce((sum, each) => sum + each.points, 0);
  if (rest && wrong.length > 0 && Math.min(points, most) > 0) {
    found.push({ points: Math.min(points, most), reason: () => reason });
  }
}

/** Whether something says that the two belong together: a value that is more than another one, or how they are called. */
function isAlike({ service, candidate, wrong }: Comparison): boolean {
  const resembles = ({ relation }: PairFinding) => relation === 'extended' || relation === 'other number';
  return wrong.some(resembles) || areSiblings(service.name, candidate.name);
}

/** Just not strong. */
const mostByGuess = strongThreshold - 0.25;

/** Whether the Service asks for what it is called itself, or for the end of that: then its own workload is not here. */
function isOwnName({ service, wrong, names }: Comparison): boolean {
  return wrong.some(({ pair }) => isNameOf(service, pair.value.value, names));
}

function isNameOf({ name }: Resource, value: string, names: KnownNames): boolean {
  return isSameName(value, name, names) || name.endsWith(`-${value}`);
}

/** Whether the other Service asks for the same values under the keys that the pods have them under: the key is what is wrong here. */
function isFellow({ wrong }: Comparison, other: Resource): boolean {
  return wrong.every(
    ({ relation, label }) =>
      (relation === 'other key' || relation === 'mistyped key') &&
      label !== undefined &&
      other.service?.selector?.pairs.some((pair) => isSamePair(pair, label)),
  );
}

/** Whether two names begin alike: `web-stable` and `web-canary`, `web` and `web-external`. */
function areSiblings(a: string, b: string): boolean {
  const [left, right] = [tellingParts(a), tellingParts(b)];
  return left[0] !== undefined && left[0] === right[0];
}
