import type { PodTemplate, Resource } from '../../../model/resource.ts';
import type { LabelPair, Labels } from '../../../model/written.ts';
import { directoryOf } from '../../../text/path.ts';
import { describeLabels, describeResource } from '../../describe.ts';
import type { Proximity } from '../../scope/scope.ts';
import { comparePairs, type PairFinding } from '../labelComparison.ts';
import { labelUnder, type PodLabels } from '../match.ts';
import { areExtensions, areSimilar, isSameName, type KnownNames, tellingParts, typoWeight } from '../nameSimilarity.ts';
import { reachablePorts, type TargetPort, targetsOf } from '../ports.ts';
import type { Naming } from '../serviceOwners.ts';

/** A selector that selects nothing, and the resource that has it. */
export interface Asker {
  readonly resource: Resource;
  readonly selector: Labels;
  /** For a Service, the ports to which its traffic goes; empty for other resources. */
  readonly ports: readonly TargetPort[];
}

/** A resource that the selector may mean, with the labels to compare. */
export interface Selectable {
  readonly resource: Resource;
  /** For a workload the labels of its pods, for a Service its own labels. */
  readonly labels: PodLabels;
  /** The selector of the workload, or of the Service that a monitor selects. */
  readonly ownSelector?: Labels | undefined;
}

/** The place of a candidate. `company`: in a file in which other Services of the same directory find their pods. */
export type CandidatePlace = Exclude<Proximity, 'elsewhere'> | 'company';

/** The facts about a candidate apart from its own text. */
export interface Circumstances {
  readonly place: CandidatePlace;
  readonly isInOtherNamespace: boolean;
  /** The Services that select the candidate and have it in their scope. */
  readonly servedBy: readonly Resource[];
  /** Set if the candidate names the Service as its own. */
  readonly naming?: Naming | undefined;
  /** Whether no other candidate has the pairs that this one has. */
  readonly hasPairsAlone: boolean;
  /** The workloads without a Service, in the file that holds both, or else in the place of the Service. */
  readonly rest: Rest | undefined;
  readonly names: KnownNames;
}

/** Present for a candidate that no Service selects and that is in the Service's own place. */
export interface Rest {
  /** The number of workloads in the place, selected or not; at least 1. */
  readonly workloads: number;
  /** The number of workloads that no Service selects, including this one; at least 1. */
  readonly unserved: number;
}

/**
 * The inputs of the likelihood. Each is a number from 0 to 1: for pairs the share of the selector's pairs, for
 * everything else 0 or 1, with few values between. `sign` constrains the fitted weight, so that features that
 * the generated training examples do not represent cannot get a weight of the wrong sign. Features of `none`
 * are evidence that the pods are in another place.
 */
export const features = {
  typo: { sign: '+', of: 'candidate' },
  shortTypo: { sign: '+', of: 'candidate' },
  resembling: { sign: '+', of: 'candidate' },
  mistypedKey: { sign: '+', of: 'candidate' },
  extended: { sign: '+', of: 'candidate' },
  sharedParts: { sign: '+', of: 'candidate' },
  otherNumber: { sign: 'free', of: 'candidate' },
  otherKey: { sign: '+', of: 'candidate' },
  otherValue: { sign: 'free', of: 'candidate' },
  contradicted: { sign: '-', of: 'candidate' },
  pairsAlone: { sign: '+', of: 'candidate' },
  ownSelector: { sign: '+', of: 'candidate' },
  ownLabels: { sign: '+', of: 'candidate' },
  askerLabels: { sign: '+', of: 'candidate' },
  otherNamespace: { sign: '+', of: 'candidate' },
  sameName: { sign: '+', of: 'candidate' },
  extendedName: { sign: '+', of: 'candidate' },
  port: { sign: '+', of: 'candidate' },
  otherPort: { sign: '-', of: 'candidate' },
  file: { sign: '+', of: 'candidate' },
  fileStem: { sign: '+', of: 'candidate' },
  ownDirectory: { sign: '+', of: 'candidate' },
  containerIsName: { sign: '+', of: 'candidate' },
  imageIsName: { sign: '+', of: 'candidate' },
  lastUnserved: { sign: '+', of: 'candidate' },
  lastOfSameName: { sign: '+', of: 'candidate' },
  servedOnPort: { sign: '-', of: 'candidate' },
  servedBySibling: { sign: '+', of: 'candidate' },
  rolloutNames: { sign: '+', of: 'candidate' },
  governed: { sign: '+', of: 'candidate' },
  ends: { sign: '-', of: 'candidate' },
  nowhere: { sign: 'free', of: 'none' },
  ownName: { sign: '+', of: 'none' },
  matchedElsewhere: { sign: '+', of: 'none' },
  mayBeElsewhere: { sign: '+', of: 'none' },
} as const satisfies Record<string, { readonly sign: '+' | '-' | 'free'; readonly of: 'candidate' | 'none' }>;

export type FeatureName = keyof typeof features;

/** A feature of a candidate, or of the case that no candidate is meant. */
export interface Feature {
  readonly name: FeatureName;
  /** Above 0, at most 1. */
  readonly value: number;
  /** The reason in words. A function, because most of the thousands of comparisons are never shown. */
  words(): string;
}

/** The evidence for and against a candidate. */
export function featuresOf(asker: Asker, candidate: Selectable, circumstances: Circumstances): readonly Feature[] {
  const found: Feature[] = [];
  const findings = comparePairs(asker.selector, candidate.labels, circumstances.names);
  const wrong = findings.filter(({ relation }) => relation !== 'equal');
  fromPairs(asker, candidate, circumstances, { findings, wrong }, found);
  fromNames(asker, candidate, circumstances, found);
  fromPorts(asker, candidate.resource, found);
  fromPlace(asker, candidate.resource, circumstances, found);
  fromContainers(asker, candidate.resource, wrong, circumstances, found);
  fromServices(asker, candidate.resource, circumstances, found);
  const { resource } = candidate;
  if (resource.group === 'batch' && !wrong.some(({ addedLabel }) => addedLabel)) {
    add(found, 'ends', 1, () => 'it runs to completion');
  }
  return found;
}

function add(found: Feature[], name: FeatureName, value: number, words: Feature['words']): void {
  if (value > 0) {
    found.push({ name, value, words });
  }
}

interface Pairs {
  readonly findings: readonly PairFinding[];
  readonly wrong: readonly PairFinding[];
}

function fromPairs(
  asker: Asker,
  { resource, labels, ownSelector }: Selectable,
  { names, isInOtherNamespace, hasPairsAlone }: Circumstances,
  { findings, wrong }: Pairs,
  found: Feature[],
): void {
  const share = 1 / Math.max(1, findings.length);
  const equal = findings.filter(({ relation }) => relation === 'equal').map(({ pair }) => pair);
  for (const finding of wrong) {
    const named = featureOfPair(finding, names);
    if (named) {
      add(found, named[0], share, named[1]);
    }
  }
  if (wrong.length === 0) {
    add(
      found,
      'otherNamespace',
      isInOtherNamespace ? 1 : 0,
      () => 'its pods have the labels, but in another namespace',
    );
    return;
  }
  add(found, 'pairsAlone', hasPairsAlone ? 1 : 0, () => `no other workload here has ${describeLabels(equal)}`);
  // Labels that are absent contradict nothing: one missing line may remove several of them.
  const isContradicted = wrong.length > 1 && found.some(({ name }) => name === 'otherValue');
  add(
    found,
    'contradicted',
    isContradicted ? 1 : 0,
    () => `${wrong.length} of the labels are wrong, and one has another value`,
  );
  const ownLabel = asker.resource.labels?.pairs.find(({ value }) =>
    wrong.some(({ label }) => label?.value.value === value.value),
  );
  add(
    found,
    'askerLabels',
    ownLabel ? 1 : 0,
    () => `the ${asker.resource.kind} itself has ${describeLabels([ownLabel!])}`,
  );
  const pairs = wrong.map(({ pair }) => pair);
  const hasWrong = (own: Labels | undefined) =>
    pairs.every(({ key, value }) => labelUnder(own, key.value)?.value.value === value.value);
  if (hasWrong(ownSelector)) {
    add(found, 'ownSelector', 1, () => `its own selector asks for ${describeLabels(pairs)}`);
  } else if (labels.labels !== resource.labels && hasWrong(resource.labels)) {
    add(found, 'ownLabels', 1, () => 'its own metadata.labels have them, but its pods do not');
  }
}

function featureOfPair(
  { pair, relation, label, addedLabel }: PairFinding,
  names: KnownNames,
): readonly [FeatureName, Feature['words']] | undefined {
  const value = label?.value.value ?? addedLabel?.exactly ?? '';
  const mine = () => describeLabels([pair]);
  const other = () => (label ? describeLabels([label]) : `${addedLabel?.key}=${value}`);
  switch (relation) {
    case 'typo':
    case 'spelling': {
      const name = typoWeight(pair.value.value, value, names) === 'word' ? 'typo' : 'shortTypo';
      return [name, () => `${mine()} is almost ${other()}`];
    }
    case 'mistyped key':
      return ['mistypedKey', () => `${mine()} is almost ${other()}`];
    case 'extended':
      return ['extended', () => `${mine()} resembles ${other()}`];
    case 'shared parts':
      return ['sharedParts', () => `${mine()} and ${other()} have words in common`];
    case 'other number':
      return ['otherNumber', () => `${mine()} and ${other()} differ only in a number`];
    case 'other key':
      return [
        'otherKey',
        () => `its pods have ${pair.value.value} under the key ${label?.key.value ?? addedLabel?.key}`,
      ];
    case 'other value':
      return areSimilar(pair.value.value, value)
        ? ['resembling', () => `${mine()} resembles ${other()}`]
        : ['otherValue', () => `its pods have ${other()}`];
    default:
      return undefined;
  }
}

function fromNames(
  { resource: asker }: Asker,
  { resource }: Selectable,
  { names, rest, place }: Circumstances,
  found: Feature[],
): void {
  const isSame = isSameName(asker.name, resource.name, names);
  const isLast = rest?.unserved === 1;
  add(found, 'sameName', isSame ? 1 : 0, () => `the ${asker.kind} and the ${resource.kind} have the same name`);
  const isExtended = areExtensions(asker.name, resource.name, names);
  add(found, 'extendedName', isExtended ? 1 : 0, () => `its name resembles "${asker.name}"`);
  const where = place === 'file' ? 'in this file' : 'here';
  const others = rest && rest.workloads > 1 ? ' without a Service' : '';
  add(found, 'lastUnserved', isLast ? 1 : 0, () => `it is the only workload ${where}${others}`);
  add(found, 'lastOfSameName', isLast && isSame ? 1 : 0, () => `the only workload ${where}${others} has the same name`);
}

/** Whether one of the pairs holds the name of the resource, or the end of that name. */
export function asksForOwnName({ name }: Resource, pairs: readonly LabelPair[], names: KnownNames): boolean {
  return pairs.some(
    ({ value }) => isSameName(value.value, name, names) || (name !== '' && name.endsWith(`-${value.value}`)),
  );
}

function fromPorts({ ports }: Asker, { podTemplate }: Resource, found: Feature[]): void {
  if (ports.length === 0 || !podTemplate) {
    return;
  }
  const reached = ports.find((port) => targetsOf(port, podTemplate).length > 0);
  if (reached) {
    add(found, 'port', 1, () => `it has the same port ${reached.target}`);
  } else if (reachablePorts(podTemplate).length > 0) {
    add(found, 'otherPort', 1, () => 'it declares only other ports');
  }
}

function fromPlace(
  { resource: asker }: Asker,
  { document }: Resource,
  { place, names }: Circumstances,
  found: Feature[],
): void {
  if (place === 'file') {
    add(found, 'file', 1, () => 'it is in the same file');
  } else if (stemOf(asker.document.file) === stemOf(document.file)) {
    add(found, 'fileStem', 1, () => 'their files have similar names');
  }
  const directory = directoryOf(asker.document.file);
  const name = directory.slice(directory.lastIndexOf('/') + 1);
  const isOwn = directory === directoryOf(document.file) && isSameName(name, asker.name, names);
  add(found, 'ownDirectory', isOwn ? 1 : 0, () => `the directory is named after the ${asker.kind}`);
}

/**
 * A container usually keeps its name when a workload is renamed. If the selector does not ask for the Service's
 * own name, the Service was changed and not the workload, and the names of containers are no further evidence.
 */
function fromContainers(
  { resource: asker, selector }: Asker,
  { podTemplate }: Resource,
  wrong: readonly PairFinding[],
  { names }: Circumstances,
  found: Feature[],
): void {
  const wanted = [asker.name, ...wrong.map(({ pair }) => pair.value.value)];
  const isWanted = (name: string) => wanted.some((each) => isSameName(each, name, names));
  const container = podTemplate?.containers.find(({ name }) => isWanted(name));
  const isRenamed = container !== undefined && asksForOwnName(asker, selector.pairs, names);
  add(found, 'containerIsName', isRenamed ? 1 : 0, () => `it has a container "${container?.name}"`);
  const images = (podTemplate?.containers ?? []).flatMap(({ image, init }) => (image && !init ? image : []));
  const same = images.find(isWanted);
  const like = same ?? images.find((image) => wanted.some((each) => areExtensions(image, each, names)));
  add(found, 'imageIsName', same ? 1 : like ? 0.5 : 0, () => `it runs the image "${like}"`);
}

/** The common part of the names of files about one thing: `web` for `web-svc.yaml` and `web-deployment.yaml`. */
function stemOf(file: string): string {
  const name = file.slice(file.lastIndexOf('/') + 1).replace(/\.[^.]+$/, '');
  return tellingParts(name).join('-');
}

function fromServices(asker: Asker, candidate: Resource, { servedBy, naming }: Circumstances, found: Feature[]): void {
  if (naming) {
    const name = naming.role === 'rollout service' ? 'rolloutNames' : 'governed';
    add(found, name, 1, () => `${describeResource(naming.by)} refers to the Service`);
    // A workload that names several Services as its own belongs to each of them, so other Services are no
    // evidence against it.
    return;
  }
  const [first] = servedBy;
  if (!first) {
    return;
  }
  const template = candidate.podTemplate;
  const onPort = template && servedBy.find((other) => leadsToSamePort(asker.ports, other, template));
  const by = onPort ?? first;
  add(found, 'servedOnPort', onPort ? 1 : 0, () => `${describeResource(by)} selects it`);
  const own = tellingParts(asker.resource.name)[0];
  if (servedBy.some(({ name }) => tellingParts(name)[0] === own)) {
    add(found, 'servedBySibling', 1, () => `${describeResource(by)} has a similar name`);
  }
}

function leadsToSamePort(ports: readonly TargetPort[], other: Resource, template: PodTemplate): boolean {
  const numberOf = (port: TargetPort) => targetsOf(port, template)[0]?.containerPort?.value ?? port.target;
  const numbers = new Set(ports.map(numberOf));
  return (other.service?.ports ?? []).some((port) => {
    const target = port.targetPort?.value || port.port?.value || '';
    return numbers.has(numberOf({ target, protocol: port.protocol }));
  });
}
