import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { emptyAnalysis } from '../../server/src/core/analysis.ts';
import type { Wiring, WiringRole } from '../../server/src/core/model/wiring.ts';
import { eachProblemOf, eachUnknownOf } from '../../server/src/core/problems.ts';
import { entriesOf } from '../../server/src/core/text/versionedMap.ts';
import { wiring } from '../../server/src/core/wiring.ts';
import { readContent, textOfContent, walk } from '../../server/src/sources/workspaceFiles.ts';
import { analysisOfFolder, type Reported, reportedIn, worldOfFolder } from './measure.ts';
import { corpusFile } from './unpack.ts';

/** A Service that is known to select nothing, by the label of a person. */
export interface KnownCase {
  readonly id: string;
  /** As `Reported.file`. */
  readonly file: string;
  readonly service: string;
  /** Lines of its document, from 1: of two Services of one name in a file the right one. */
  readonly line: number;
  readonly class: string;
}

interface Label {
  readonly id: string;
  readonly repo: string;
  readonly path: string;
  readonly line: number;
  readonly service: string;
  readonly class: string;
}

interface Bug {
  readonly id: string;
  readonly repo: string;
  readonly path: string;
  readonly line: number;
  readonly check: string;
  readonly object: string;
}

/** Every labelled Service, and those of the known bugs that are of a selector and in the archive. */
export function knownCases(): readonly KnownCase[] {
  const labels: readonly Label[] = read('labels.json');
  const bugs: readonly Bug[] = read('bugs.json');
  const cases = labels.map(({ id, repo, path: file, line, service, class: label }) => ({
    id,
    file: `${repo.replace('/', '+')}/${file}`,
    service,
    line,
    class: label,
  }));
  for (const { id, repo, path: file, line, check, object } of bugs) {
    const service = object.replace(/^Service /, '').replace(/^.*\//, '');
    const found = { id, file: `${repo.replace('/', '+')}/${file}`, service, line, class: 'TRUE' };
    const isKnown = cases.some((each) => each.file === found.file && each.service === service);
    if (check === 'service-selector' && !isKnown) {
      cases.push(found);
    }
  }
  return cases;
}

export function isReal(known: KnownCase): boolean {
  return known.class.startsWith('TRUE');
}

export function isFound(known: KnownCase, reported: readonly Reported[]): boolean {
  return reported.some(
    ({ problem, file, documentLine }) =>
      problem.code === 'service-selects-nothing' &&
      problem.severity !== 'hint' &&
      file === known.file &&
      problem.resource.name === known.service &&
      Math.abs(documentLine - known.line) <= 1,
  );
}

/**
 * Services of repositories outside of the corpus that a person found to be broken: file and name, with a tab between.
 */
export function brokenElsewhere(): ReadonlySet<string> {
  const rows = readFileSync(new URL('broken.tsv', import.meta.url), 'utf8')
    .trimEnd()
    .split('\n')
    .slice(1);
  return new Set(rows.map((row) => row.split('\t').slice(0, 2).join('\t')));
}

/** A commit that fixed a reference, or did not. */
export interface Transition {
  readonly id: string;
  readonly verdict: 'real' | 'noise';
  /** The sort of the problem, e.g. `svc-selector`. */
  readonly check: string;
  readonly foundBefore: boolean;
  readonly foundAfter: boolean;
}

/** Which rule is asked about a kind of case; the others wait for their rules. */
const codes: Readonly<Record<string, string>> = {
  'svc-selector': 'service-selects-nothing',
  'ing-port': 'ingress-port-missing',
  PodDisruptionBudget: 'disruption-budget-selects-nothing',
  'targetPort-num': 'service-port-missing',
};

export function transitions(root: string): readonly Transition[] {
  return readdirSync(root)
    .sort()
    .map((id) => {
      const { verdict, check, path: file, object } = JSON.parse(readFileSync(path.join(root, id, 'case.json'), 'utf8'));
      const isFoundIn = (folder: string) => {
        const analysis = analysisOfFolder(path.join(root, id, folder));
        // The archive has the directory of the file, without its place in the repository.
        return [...filesNamed(analysis, path.posix.basename(file))].some((each) =>
          reportedIn(analysis, each, each).some(
            ({ problem: { code, severity, resource } }) =>
              code === codes[check] &&
              severity !== 'hint' &&
              // A kustomization may change the name, but the file has the old one.
              (resource.name === object || resource.document.resources.some(({ name }) => name === object)),
          ),
        );
      };
      return { id, verdict, check, foundBefore: isFoundIn('before'), foundAfter: isFoundIn('after') };
    });
}

export function isCovered({ check }: Transition): boolean {
  return check in codes;
}

/** Cases that the archive's single directory is not enough to judge, with what is missing. */
export const cutOff: Readonly<Record<string, string>> = {
  HA105: 'the port that the fixed Service asks for is added by a patch of another directory',
};

/** A reference of the history backwards: lost where it was fixed, with the fixed state as the baseline. */
export interface Backwards {
  readonly id: string;
  readonly isReal: boolean;
  /** Whether it reaches something in the fixed state. If not, there is nothing to lose. */
  readonly reachesAfter: boolean;
  /** Whether it reaches something in the state before the fix, so that nothing is lost. */
  readonly reachesBefore: boolean;
  /** How it is reported, in the state before. */
  readonly told: 'as lost' | 'otherwise' | 'unknown' | 'not at all';
  /** The message, or the reason why it is not known. */
  readonly said: string;
}

const roles: Readonly<Record<string, WiringRole>> = {
  'svc-selector': 'selector',
  'ing-port': 'ingress backend port',
  PodDisruptionBudget: 'disruption budget',
  'targetPort-num': 'target port',
};

export function backwards(root: string): readonly Backwards[] {
  return readdirSync(root)
    .sort()
    .map((id) => {
      const { verdict, check, path: file, object } = JSON.parse(readFileSync(path.join(root, id, 'case.json'), 'utf8'));
      const before = path.join(root, id, 'before');
      const after = path.join(root, id, 'after');
      const world = worldOfFolder(before);
      const baseline = { name: 'the fixed state', texts: textsOf(after, textsOf(before)) };
      world.apply({ type: 'BaselineChanged', folder: before, baseline });
      const analysis = world.analysis(before) ?? emptyAnalysis;
      const isMeant = (resource: { readonly file: string; readonly name: string }) =>
        path.posix.basename(resource.file) === path.posix.basename(file) && resource.name.includes(object);
      const reaches = ({ resources }: Wiring) => {
        const edges = resources.filter(isMeant).flatMap((each) => each.edges);
        const asked = edges.filter(({ role }) => role === roles[check]);
        return asked.length > 0 && asked.every(({ targets }) => targets.length > 0);
      };
      const said = [...entriesOf(analysis.index.files)]
        .flatMap(([each]) => [...eachProblemOf(analysis, each), ...eachUnknownOf(analysis, each)])
        .filter(
          ({ resource, code }) =>
            isMeant({ file: resource.document.file, name: resource.name }) && code === codes[check],
        );
      const lost = said.find((each) => 'lost' in each && each.lost);
      const first = lost ?? said.find((each) => 'message' in each) ?? said[0];
      return {
        id,
        isReal: verdict === 'real',
        reachesAfter: reaches(wiring(analysisOfFolder(after))),
        reachesBefore: reaches(wiring(analysis)),
        told: lost ? 'as lost' : !first ? 'not at all' : 'because' in first ? 'unknown' : 'otherwise',
        said: first ? ('because' in first ? first.because : first.message) : '',
      };
    });
}

/**
 * The real transitions whose reference had never reached anything before it was fixed, by the history of its
 * directory. No baseline can find these. The histories of HA042 and HA043 are unknown, and the targets of HA061 and
 * HA105 are in other directories.
 */
export const bornBroken: ReadonlySet<string> = new Set([
  'HA033',
  'HA036',
  'HA062',
  'HA063',
  'HA081',
  'HA082',
  'HA096',
  'HA104',
]);

/** Real transitions for which it is unknown whether the reference had ever reached anything. */
export const ofUnknownBirth: ReadonlySet<string> = new Set(['HA042', 'HA043', 'HA061', 'HA105']);

/** The texts of a folder's manifests, and undefined for files of the other state that it does not have. */
function textsOf(
  folder: string,
  other: ReadonlyMap<string, string | undefined> = new Map(),
): ReadonlyMap<string, string | undefined> {
  const texts = new Map<string, string | undefined>([...other.keys()].map((file) => [file, undefined]));
  for (const { path: file } of walk(folder)) {
    const content = readContent(folder, file)?.content;
    texts.set(file, content && textOfContent(content));
  }
  return texts;
}

function* filesNamed(analysis: ReturnType<typeof analysisOfFolder>, name: string): Generator<string> {
  for (const [file] of entriesOf(analysis.index.files)) {
    if (path.posix.basename(file) === name) {
      yield file;
    }
  }
}

function read<T>(name: string): T {
  const file = corpusFile(name);
  return file ? JSON.parse(readFileSync(file, 'utf8')) : ([] as T);
}
