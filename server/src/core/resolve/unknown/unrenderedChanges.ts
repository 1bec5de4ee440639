import { refusalsOf } from '../../bundles/bundleFacts.ts';
import { releasesOf } from '../../index/keys.ts';
import type { IndexReader } from '../../index/reader.ts';
import type { KustomizationProblem } from '../../model/kustomization.ts';
import type { DeployerChange, Resource } from '../../model/resource.ts';
import type { UnreadInput } from '../../render/bundle.ts';
import type { Membership } from '../../render/kustomizationGraph.ts';
import { none } from '../../text/emptyList.ts';
import { describeResource } from '../describe.ts';
import { nameOfBundle } from '../scope/overlayVariants.ts';
import { membershipOfResource } from '../scope/scope.ts';
import { isInstalled } from './releases.ts';
import { containsWord } from './textSearch.ts';

/**
 * Why a field of a resource may differ in the cluster: something on the way to the cluster changes it, and its
 * text, if known, contains one of the words. Continues the sentence "unknown, because …".
 */
export function patchedBy(resource: Resource, words: readonly string[], index: IndexReader): string | undefined {
  const membership = membershipOfResource(resource, index);
  const doubt = doubtOnTheWay(resource.bundle, membership, index, (each) => mayChange(each, resource, words));
  if (doubt !== undefined) {
    return doubt;
  }
  for (const deployer of membership.deployers) {
    const change = deployer.deploys?.changes.find(
      (each) =>
        (each.kind === undefined || each.kind === resource.kind) &&
        (each.unread || words.some((word) => containsWord(textOfChange(deployer, each), word))),
    );
    if (change) {
      return `${change.field} of ${describeResource(deployer)} may change it`;
    }
  }
  return undefined;
}

/** The text of a change that a deployer makes. */
export function textOfChange({ document }: Resource, { start, end }: DeployerChange): string {
  return document.text.slice(start, end);
}

/**
 * Whether an unread part may change the resource. A part that only adds objects does not, nor does a patch of
 * another kind, nor a known text without any of the words.
 */
export function mayChange(doubt: Doubt, { kind }: Resource, words: readonly string[]): boolean {
  return (
    !('adds' in doubt) &&
    kindsOf(doubt)?.includes(kind) !== false &&
    (!('text' in doubt) || doubt.text === undefined || words.some((word) => containsWord(doubt.text!, word)))
  );
}

/**
 * Why the objects of a bundle may differ from what is rendered, or those of a file from what is written,
 * because a kustomization that includes them is not built as written.
 */
export function doubtOnTheWay(
  bundle: string | undefined,
  { takers }: Membership,
  index: IndexReader,
  mayMatter?: (doubt: Doubt) => boolean,
): string | undefined {
  for (const directory of [bundle, ...takers.map(({ kustomization }) => kustomization.directory)]) {
    const doubt = doubtOfBundle(directory, index, mayMatter);
    if (doubt !== undefined) {
      return doubt;
    }
  }
  return undefined;
}

/**
 * Whether a deployer installs a chart besides the files that it deploys, and the deployer's own text satisfies
 * `mayHold`.
 */
export function chartBeside(
  { deployers }: Membership,
  index: IndexReader,
  mayHold: (text: string) => boolean,
): string | undefined {
  const deployer = deployers.find(({ deploys, releases, document: { file, text } }) => {
    if (releases !== undefined && isInstalled(file, index)) {
      return false;
    }
    // The path of the deployed directory also leads to the resource itself, so it is no evidence about the
    // chart.
    const paths = deploys?.chart ? deploys.paths : none;
    return (
      paths.length > 0 && mayHold(paths.reduce((rest, path) => (path === '' ? rest : rest.replaceAll(path, '')), text))
    );
  });
  return deployer && `${describeResource(deployer)} also installs a chart, which is not read`;
}

/** What is not read of a bundle and of the releases that it installs. */
function unreadOf(directory: string | undefined, index: IndexReader): readonly UnreadInput[] {
  const own = directory === undefined ? undefined : index.bundle(directory);
  const releases = directory === undefined || own?.release ? none : index.list(releasesOf(directory));
  return releases.length === 0
    ? (own?.unread ?? none)
    : [...(own?.unread ?? none), ...releases.flatMap(({ bundle }) => index.bundle(bundle!)?.unread ?? none)];
}

/** Whether a chart that is not here may make what has the name or the label value. */
export function isOfMissingChart(doubt: Doubt, value: string): boolean {
  return 'chartNames' in doubt && doubt.chartNames?.some((name) => containsWord(value, name)) === true;
}

/** A reason why a bundle may differ from what is rendered. */
export type Doubt = UnreadInput | KustomizationProblem;

/** The kinds of the objects that are not known or not completely known; undefined if they may be of any kind. */
export function kindsOf(doubt: Doubt): readonly string[] | undefined {
  return 'kinds' in doubt ? doubt.kinds : 'kind' in doubt && doubt.kind !== undefined ? [doubt.kind] : undefined;
}

/**
 * Why a bundle may differ from what is rendered: a part of it is not read, or kustomize refuses to build it, so
 * that the rendered objects are a guess. Continues the sentence "unknown, because …".
 *
 * @param mayMatter which unread parts and which refusals to consider.
 */
export function doubtOfBundle(
  directory: string | undefined,
  index: IndexReader,
  mayMatter: (doubt: Doubt) => boolean = () => true,
): string | undefined {
  const bundle = directory === undefined ? undefined : index.bundle(directory);
  const unread = unreadOf(directory, index).find((each) => !each.defines && mayMatter(each));
  // If the refused input is also reported as not read, nothing else is unknown.
  const isReportedAsUnread = ({ at }: KustomizationProblem) =>
    bundle?.unread.some(
      (each) =>
        each.at.document === at.document && each.at.range.start === at.range.start && (each.adds || each.defines),
    ) === true;
  const refusal = bundle && refusalsOf(bundle).find((each) => !isReportedAsUnread(each) && mayMatter(each));
  return unread?.because ?? (refusal && `kustomize cannot build ${nameOfBundle(bundle.directory)}: ${refusal.reason}`);
}
