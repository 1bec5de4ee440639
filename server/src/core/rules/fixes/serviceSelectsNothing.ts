import { servicesIn, servicesOf } from '../../index/keys.ts';
import { relateNamespaces } from '../../model/namespace.ts';
import type { Fix, Problem } from '../../model/problem.ts';
import type { Candidate, LostEdge } from '../../model/resolution.ts';
import type { PodTemplate, Resource } from '../../model/resource.ts';
import type { LabelPair, Labels } from '../../model/written.ts';
import { describeLabels, describeWritten } from '../../resolve/describe.ts';
import { addedUnder } from '../../resolve/evidence/labelComparison.ts';
import { informFrom } from '../../resolve/evidence/likelihood/levels.ts';
import { isSamePair, pairMatches } from '../../resolve/evidence/match.ts';
import { stableLabelsOf } from '../../resolve/evidence/stableLabels.ts';
import { resolveServiceSelector } from '../../resolve/serviceSelector.ts';
import { directoryOf } from '../../text/path.ts';
import { removePair, setValue } from '../../yaml/edit.ts';
import type { RuleContext } from '../rule.ts';
import { copyPodLabels, type FixCertainty, isPlainLabel } from './copyPodLabels.ts';
import { livePodLabelsFixes } from './livePodLabels.ts';
import { lostSelectorFixes } from './lostEdge.ts';
import { changeNamespace } from './namespace.ts';
import { overlayPatch } from './overlayPatch.ts';
import { labelsAdded, sameLabel } from './podTemplate.ts';
import { selectorAsWritten } from './selectorAsWritten.ts';
import { fixOf, insideText, openOrigin, pairWithKey, pairWithValue } from './tree.ts';

/**
 * *Copy pod labels*, *Change … to*, *Remove …*, *Change namespace to*, *Add … to the pod template*; the closest
 * candidate first. The verification removes proposals that do not fix the problem.
 */
export function* serviceSelectsNothingFixes(problem: Problem, context: RuleContext): Generator<Fix | undefined> {
  const { candidates, lost } = problem.data as {
    readonly candidates: readonly Candidate[];
    readonly lost?: LostEdge;
  };
  const selector = problem.resource.service?.selector;
  if (!selector) {
    return;
  }
  const service = problem.resource;
  if (lost) {
    yield* lostSelectorFixes(service, selector, lost);
  }
  const [first, second] = candidates;
  // Two Services cannot both mean the same workload, so no candidate is more than half likely for both.
  const isClear = (first?.likelihood ?? 0) > Math.max(informFrom, clearly * (second?.likelihood ?? 0));
  const isForAuthor = lost !== undefined && lost.changed !== 'target';
  for (const [rank, { resource: workload, likelihood }] of candidates.slice(0, mostCandidates).entries()) {
    const template = workload.podTemplate;
    if (!template) {
      continue;
    }
    const wrong = selector.pairs.filter((pair) => !pairMatches(pair, template));
    if (relateNamespaces(service, workload, context.settings.closedWorld) === 'different') {
      // Other labels would select pods that happen to carry them in the Service's own namespace.
      yield wrong.length === 0 ? changeNamespace(service, workload, rank === 0 && isClear) : undefined;
      continue;
    }
    // If a workload's own selector has the pairs and its template lost them, the Service is right.
    const isLost = wrong.length > 0 && wrong.every((pair) => asksFor(workload, pair));
    const isNearest = {
      preferred: rank === 0 && isClear && !isLost && !isForAuthor,
      unmistakable: isLost || likelihood >= unmistakableFrom,
    };
    // A selector that names one pod by its ordinal means exactly that pod. Its name is wrong.
    const isOfOnePod = wrong.some((pair) =>
      template.added.some((each) => each.key === pair.key.value && each.ordinalFrom !== undefined),
    );
    yield isOfOnePod ? undefined : selectorAsWritten(isNearest, service, selector, workload);
    yield isOfOnePod ? undefined : copyPodLabels(isNearest, service, selector, workload);
    if (rank === 0) {
      // The same change in fewer words, for texts into which labels cannot be copied, e.g. a patch in a string.
      yield changeValue(isNearest, service, wrong, template);
      yield remove(service, selector, wrong);
      const isRight = isLost || (stableLabelsOf(workload).length === 0 && !isAskedForBeside(service, wrong, context));
      const preferred = isRight && isClear && !isForAuthor;
      yield isOfOnePod ? undefined : addToTemplate({ ...isNearest, preferred }, workload, wrong);
      const isWrong = (each: Resource) =>
        resolveServiceSelector(each, context.index, context.settings).type === 'missing';
      yield overlayPatch(service, selector, workload, isWrong, context);
    }
  }
  yield* livePodLabelsFixes(service, selector, context);
}

// The first candidate is preferred only if the next one is less likely by this factor.
const clearly = 4;

// From this likelihood on, nothing else can be meant.
const unmistakableFrom = 0.97;

// A person chooses from a menu. A candidate after the third is hardly ever the right one.
const mostCandidates = 3;

/** Changes the one value that is wrong. */
function changeValue(
  standing: FixCertainty,
  service: Resource,
  wrong: readonly LabelPair[],
  template: PodTemplate,
): Fix | undefined {
  const [pair] = wrong;
  const label = pair && sameLabel(template, pair);
  const value = label ? label.value.value : pair && addedUnder(template, pair)?.exactly;
  if (!pair || wrong.length !== 1 || value === undefined || (label && !isPlainLabel(label))) {
    return undefined;
  }
  const words = { title: `Change ${pair.key.value} to "${value}"`, ...standing };
  const opened = openOrigin(service, pair.value);
  const placed = opened && pairWithValue(opened.text, pair.value);
  return placed
    ? fixOf(words, opened.document, setValue(opened.text, placed.mapping, placed.pair, value))
    : insideText(words, service, pair.value, value);
}

/** Removes the one pair that no pod has, if other pairs remain. */
function remove(service: Resource, selector: Labels, wrong: readonly LabelPair[]): Fix | undefined {
  const [pair] = wrong;
  const opened = pair && openOrigin(service, pair.key);
  const placed = opened && pairWithKey(opened.text, pair.key);
  // A pair that kustomize adds to selectors and pods alike does not distinguish workloads.
  const own = selector.pairs.filter(({ document }) => document?.kustomization === undefined);
  if (!placed || wrong.length !== 1 || own.length < 2) {
    return undefined;
  }
  const words = { title: `Remove ${describeLabels([pair])} from the selector` };
  return fixOf(words, opened.document, removePair(opened.text, placed.mapping, placed.pair));
}

/**
 * The opposite direction: changes the workload's file, unless the workload's own selector requires other
 * values.
 */
function addToTemplate(standing: FixCertainty, workload: Resource, wrong: readonly LabelPair[]): Fix | undefined {
  const isFixed = wrong.some((pair) => ownPair(workload, pair) !== undefined && !asksFor(workload, pair));
  if (wrong.length === 0 || isFixed || !wrong.every(isPlainLabel)) {
    return undefined;
  }
  const where = workload.podTemplate?.path === '' ? 'labels' : 'pod template';
  const title = `Add ${describeLabels(wrong)} to the ${where} of ${describeWritten(workload)}`;
  const edit = labelsAdded(workload, wrong);
  return edit && fixOf({ title, ...standing }, workload.document, edit);
}

/**
 * Whether another Service in the scope selects by one of the pairs. Pods that get the pair may then belong to
 * that Service too.
 */
function isAskedForBeside(service: Resource, pairs: readonly LabelPair[], { index }: RuleContext): boolean {
  const { bundle, document, start } = service;
  const beside =
    bundle === undefined ? index.list(servicesIn(directoryOf(document.file))) : index.list(servicesOf(bundle));
  return beside.some(
    (other) =>
      (other.document !== document || other.start !== start) &&
      other.service?.selector?.pairs.some((asked) => pairs.some((pair) => isSamePair(pair, asked))),
  );
}

function asksFor(workload: Resource, pair: LabelPair): boolean {
  return ownPair(workload, pair)?.value.value === pair.value.value;
}

/** The pair of the workload's own selector with the same key. */
function ownPair(workload: Resource, pair: LabelPair): LabelPair | undefined {
  return workload.workloadSelector?.matchLabels?.pairs.find((each) => each.key.value === pair.key.value);
}
