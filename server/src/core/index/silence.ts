import type { Resource } from '../model/resource.ts';
import type { LabelPair, Labels } from '../model/written.ts';
import { effectsOf, effectsOfDeployer, textOfEffects } from '../render/bundles.ts';
import { describeResource } from './describe.ts';
import type { IndexReader } from './index.ts';
import { isAdded, labelUnder } from './match.ts';
import { partsOf } from './names.ts';
import { proximityIn, type Scope } from './scope.ts';

/**
 * Why nothing can be said of a Service whose selector matches nothing in scope: something that is not read may hold its
 * pods, or they are made at run time. Continues the sentence "unknown, because …"; undefined where nothing speaks
 * against a judgement.
 */
export function reasonForSilence(
  service: Resource,
  selector: Labels,
  scope: Scope,
  index: IndexReader,
): string | undefined {
  return (
    trafficElsewhere(service, index) ??
    changedByKustomize(selector, scope, index) ??
    madeByOperator(selector, scope, index) ??
    inUnreadPart(selector, scope, index)
  );
}

/** Endpoints that someone wrote, or a mesh that sends the traffic elsewhere. */
function trafficElsewhere(service: Resource, index: IndexReader): string | undefined {
  const [endpoints] = index.endpointsOf(service.name);
  if (endpoints) {
    return `${describeResource(endpoints)} states its endpoints`;
  }
  const [split] = index.splitsOf(service.name);
  return split && `${describeResource(split)} sends its traffic to other Services`;
}

function changedByKustomize(selector: Labels, scope: Scope, index: IndexReader): string | undefined {
  const { takers, deployers } = scope.membership;
  const onTheWay = new Set(takers.map((each) => each.file));
  const byName = selector.pairs.some((pair) => namesWorkload(pair));
  for (const taker of takers) {
    const effect = effectsOf(taker, index).find((each) => each.does !== 'renames' || byName);
    if (effect) {
      return effect.words;
    }
  }
  for (const deployer of deployers) {
    const [effect] = effectsOfDeployer(deployer);
    if (effect) {
      return effect.words;
    }
  }
  // Beside the way, a kustomization may put the labels on a workload that the selector asks for: they stand in its text.
  const below = new Set(scope.directories.flatMap((directory) => index.kustomizationsIn(directory)));
  for (const each of [...scope.reach.kustomizations, ...below]) {
    if (onTheWay.has(each.file)) {
      continue;
    }
    const effects = effectsOf(each, index);
    const relabels = effects.find((effect) => effect.does === 'relabels');
    if (relabels && holdsValue(textOfEffects(each, index), selector)) {
      return relabels.words;
    }
    const nearest = takers[0]?.kustomization.directory;
    const adds = effects.find((effect) => effect.does === 'adds');
    if (
      adds &&
      nearest !== undefined &&
      takers[0]?.kustomization.includes.some((include) => include.path === each.kustomization.directory)
    ) {
      return adds.words;
    }
  }
  return undefined;
}

/** Labels whose value is the name of a workload, so that a changed name changes what matches. */
function namesWorkload(pair: LabelPair): boolean {
  return [
    'job-name',
    'batch.kubernetes.io/job-name',
    'statefulset.kubernetes.io/pod-name',
    'deploymentconfig',
  ].includes(pair.key.value);
}

/** A custom resource in scope that the selector speaks of: by name, by kind, by group, or by labels that it states. */
function madeByOperator(selector: Labels, scope: Scope, index: IndexReader): string | undefined {
  for (const directory of scope.directories) {
    for (const resource of index.operatedIn(directory)) {
      if (proximityIn(scope, resource.document.file) !== 'elsewhere' && speaksOf(selector, resource)) {
        return `the operator of ${describeResource(resource)} may make its pods`;
      }
    }
  }
  return undefined;
}

function speaksOf(selector: Labels, resource: Resource): boolean {
  const { operated } = resource;
  if (!operated) {
    return false;
  }
  if (
    operated.labels.some((labels) =>
      selector.pairs.some((pair) => labelUnder(labels, pair.key.value)?.value.value === pair.value.value),
    )
  ) {
    return (
      !resource.podTemplate ||
      operated.labels.some(
        (labels) =>
          labels !== resource.podTemplate?.labels &&
          labels.start !== resource.podTemplate?.labels?.start &&
          selector.pairs.every((pair) => labelUnder(labels, pair.key.value)?.value.value === pair.value.value),
      )
    );
  }
  if (resource.podTemplate) {
    // Its pods are known: what it is called says nothing more.
    return false;
  }
  const kind = partsOf(resource.kind).join('');
  return selector.pairs.some((pair) => {
    const value = pair.value.value;
    return (
      (value !== '' && value === resource.name) ||
      partsOf(value).join('') === kind ||
      isDomainOf(pair.key.value, resource.group)
    );
  });
}

/** Whether a label key is of the domain of an API group: `cnpg.io/cluster` and `postgresql.cnpg.io`. */
function isDomainOf(key: string, group: string): boolean {
  const slash = key.indexOf('/');
  const domain = slash < 0 ? '' : key.slice(0, slash);
  return domain !== '' && (domain === group || group.endsWith(`.${domain}`) || domain.endsWith(`.${group}`));
}

/** Files and documents that cannot be read, and in whose text a value of the selector stands. */
function inUnreadPart(selector: Labels, scope: Scope, index: IndexReader): string | undefined {
  for (const directory of scope.directories) {
    for (const { file, unread } of index.unreadIn(directory)) {
      if (
        proximityIn(scope, file) !== 'elsewhere' &&
        (unread.text === undefined || holdsValue(unread.text, selector))
      ) {
        return unread.because;
      }
    }
  }
  return undefined;
}

function holdsValue(text: string, selector: Labels): boolean {
  return selector.pairs.some(({ value }) => {
    for (let at = text.indexOf(value.value); at >= 0 && value.value !== ''; at = text.indexOf(value.value, at + 1)) {
      if (!isWordCharacter(text[at - 1]) && !isWordCharacter(text[at + value.value.length])) {
        return true;
      }
    }
    return false;
  });
}

function isWordCharacter(character: string | undefined): boolean {
  return character !== undefined && /[A-Za-z0-9]/.test(character);
}

void isAdded;
