import { refusalsOf } from '../../bundles/bundleFacts.ts';
import type { IndexReader } from '../../index/reader.ts';
import type { KustomizationProblem } from '../../model/kustomization.ts';
import type { DeployerChange, Resource } from '../../model/resource.ts';
import type { UnreadInput } from '../../render/bundle.ts';
import type { Membership } from '../../render/kustomizationGraph.ts';
import { none } from '../../text/emptyList.ts';
import { describeResource } from '../describe.ts';
import { nameOfBundle } from '../scope/overlayVariants.ts';
import { membershipOfResource } from '../scope/scope.ts';
import { containsWord } from './textSearch.ts';

/**
 * Why a field of a resource may not be in the cluster as it is known: something on its way there changes it, and speaks of one
 * of the words, where its text is known. Continues the sentence "unknown, because …".
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

/** What a tool says that it changes, as it is written. */
export function textOfChange({ document }: Resource, { start, end }: DeployerChange): string {
  return document.text.slice(start, end);
}

/**
 * Whether what is not known may change the resource: what only holds other objects does not, nor does a patch of another kind, nor
 * a text that is known and holds none of the words.
 */
export function mayChange(doubt: Doubt, { kind }: Resource, words: readonly string[]): boolean {
  return (
    !('adds' in doubt) &&
    kindsOf(doubt)?.includes(kind) !== false &&
    (!('text' in doubt) || doubt.text === undefined || words.some((word) => containsWord(doubt.text!, word)))
  );
}

/**
 * Why what a bundle deploys may be other than it is rendered, or what a file states other than it stands there, because a
 * kustomization that takes it in is not built as it is written.
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

/** A chart that a tool installs beside what it deploys, where the tool's own text says what is asked for. */
export function chartBeside({ deployers }: Membership, mayHold: (text: string) => boolean): string | undefined {
  const deployer = deployers.find(({ deploys, document: { text } }) => {
    // The path of what it deploys is that of what is asked about, and says nothing of the chart.
    const paths = deploys?.chart ? deploys.paths : none;
    return (
      paths.length > 0 && mayHold(paths.reduce((rest, path) => (path === '' ? rest : rest.replaceAll(path, '')), text))
    );
  });
  return deployer && `${describeResource(deployer)} installs a chart beside it, which is not read`;
}

/** Why a bundle may be other than it is rendered. */
export type Doubt = UnreadInput | KustomizationProblem;

/** The kinds of the objects that are not known, or not wholly; undefined where they may be of any. */
export function kindsOf(doubt: Doubt): readonly string[] | undefined {
  return 'kinds' in doubt ? doubt.kinds : 'kind' in doubt && doubt.kind !== undefined ? [doubt.kind] : undefined;
}

/**
 * Why a bundle may be other than it is rendered: a part of it is not read, or kustomize would not build it at all, so that
 * what is rendered is a guess. Continues the sentence "unknown, because …".
 *
 * @param mayMatter which parts to ask about, and which refusals.
 */
export function doubtOfBundle(
  directory: string | undefined,
  index: IndexReader,
  mayMatter: (doubt: Doubt) => boolean = () => true,
): string | undefined {
  const bundle = directory === undefined ? undefined : index.bundle(directory);
  const unread = bundle?.unread.find((each) => !each.defines && mayMatter(each));
  // Where what is refused is told as not read, too, that is all that is not known.
  const isReportedAsUnread = ({ at }: KustomizationProblem) =>
    bundle?.unread.some(
      (each) =>
        each.at.document === at.document && each.at.range.start === at.range.start && (each.adds || each.defines),
    ) === true;
  const refusal = bundle && refusalsOf(bundle).find((each) => !isReportedAsUnread(each) && mayMatter(each));
  return (
    unread?.because ?? (refusal && `kustomize would not build ${nameOfBundle(bundle.directory)}: ${refusal.reason}`)
  );
}
