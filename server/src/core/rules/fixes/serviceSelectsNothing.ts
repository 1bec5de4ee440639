import { servicesIn, servicesOf } from '../../index/keys.ts';
import { relateNamespaces, statedNamespace } from '../../model/namespace.ts';
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
import { removePair, setScalar, setValue } from '../../yaml/edit.ts';
import type { RuleContext } from '../rule.ts';
import { copyPodLabels, type FixCertainty, isPlainLabel } from './copyPodLabels.ts';
import { livePodLabelsFixes } from './livePodLabels.ts';
import { lostSelectorFixes } from './lostEdge.ts';
import { overlayPatch } from './overlayPatch.ts';
import { labelsAdded, sameLabel } from './podTemplate.ts';
import { fixOf, insideText, openOrigin, pairWithKey, pairWithValue, scalarAt } from './tree.ts';

/**
 * *Copy pod labels*, *Change … to*, *Remove …*, *Change namespace to*, *Add … to the pod template*; the nearest candidate
 * first. What would not mend the problem is sorted out where fixes are verified.
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
  // Of two Services no two may mean one workload, so no candidate is more than half likely for both.
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
      yield wrong.length === 0 ? changeNamespace(service, workload, rank === 0 && isClear, context) : undefined;
      continue;
    }
    // A workload whose own selector asks for the pairs has lost them: what is right is the Service.
    const isLost = wrong.length > 0 && wrong.every((pair) => asksFor(workload, pair));
    const isNearest = {
      preferred: rank === 0 && isClear && !isLost && !isForAuthor,
      unmistakable: isLost || likelihood >= unmistakableFrom,
    };
    // Who asks for one pod by its number means that one, and has the name wrong.
    const isOfOnePod = wrong.some((pair) =>
      template.added.some((each) => each.key === pair.key.value && each.ordinalFrom !== undefined),
    );
    yield isOfOnePod ? undefined : copyPodLabels(isNearest, service, selector, workload);
    if (rank === 0) {
      // The same in fewer words, where labels cannot be copied: in a patch that stands as text, for one.
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

// The next candidate has to be that much less likely for the first one to be preferred.
const clearly = 4;

// From here on nothing else can be meant.
const unmistakableFrom = 0.97;

// A person chooses from a menu; what is further away than the third is not what was meant.
const mostCandidates = 3;

/** Only the one value that is wrong. */
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

/** The one pair that no pod carries, where others remain. */
function remove(service: Resource, selector: Labels, wrong: readonly LabelPair[]): Fix | undefined {
  const [pair] = wrong;
  const opened = pair && openOrigin(service, pair.key);
  const placed = opened && pairWithKey(opened.text, pair.key);
  // What a kustomization puts on selectors and pods alike tells no workload from another.
  const own = selector.pairs.filter(({ document }) => document?.kustomization === undefined);
  if (!placed || wrong.length !== 1 || own.length < 2) {
    return undefined;
  }
  const words = { title: `Remove ${describeLabels([pair])} from the selector` };
  return fixOf(words, opened.document, removePair(opened.text, placed.mapping, placed.pair));
}

/** Where the labels are right and the namespaces are not. */
function changeNamespace(
  service: Resource,
  workload: Resource,
  preferred: boolean,
  { settings }: RuleContext,
): Fix | undefined {
  const namespace = statedNamespace(workload, settings.closedWorld);
  const opened = service.namespace && openOrigin(service, service.namespace);
  const scalar = opened && scalarAt(opened.text, service.namespace);
  if (!scalar || namespace === undefined) {
    return undefined;
  }
  const words = { title: `Change namespace to "${namespace}"`, preferred };
  return fixOf(words, opened.document, setScalar(opened.text, scalar, namespace));
}

/** The other direction, in the workload's file; not where the workload's own selector asks for other values. */
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

/** Whether another Service beside it asks for one of the pairs: pods that get it may become that one's, too. */
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

/** What the workload's own selector says under the key of a pair. */
function ownPair(workload: Resource, pair: LabelPair): LabelPair | undefined {
  return workload.workloadSelector?.matchLabels?.pairs.find((each) => each.key.value === pair.key.value);
}
