import { pathToFileURL } from 'node:url';
import type { CancellationToken } from 'vscode-languageserver/node';
import type { Analysis } from '../core/analysis.ts';
import { type CombinedFixes, fixFilesInSteps } from '../core/features/fixes.ts';
import { type ObjectFilter, reachesOf } from '../core/features/reaches.ts';
import { verifyServicesAt } from '../core/features/verifyService.ts';
import { wiringDiff } from '../core/features/wiringDiff.ts';
import type { DocumentFacts } from '../core/model/document.ts';
import type { Fix, Problem } from '../core/model/problem.ts';
import { problemsOf } from '../core/problems.ts';
import { hasPendingWork } from '../core/progress.ts';
import { pageOf } from '../core/rules/page.ts';
import { objectAt } from '../core/text/json.ts';
import { getOrInsertComputed } from '../core/text/maps.ts';
import { optional } from '../core/text/optional.ts';
import { isBelow } from '../core/text/path.ts';
import { entriesOf } from '../core/text/versionedMap.ts';
import {
  boundedText,
  checkAnswer,
  diffAnswer,
  mostCharacters,
  mostEntries,
  usualEntries,
  wiringAnswer,
} from '../formats/answers.ts';
import { diffReportOf } from '../formats/diffReport.ts';
import { firstFixes } from '../formats/firstFixes.ts';
import { reportTreeAsText } from '../formats/probe.ts';
import { reportOf } from '../formats/report.ts';
import { counted } from '../formats/text.ts';
import { type Boundary, cancelled } from './boundary.ts';
import { placeConverter } from './cursor.ts';
import type { DocumentRoot, DocumentRoots } from './documentRoots.ts';
import {
  type FixedFile,
  type LanguageModelToolAnswer,
  type LanguageModelToolInput,
  type LanguageModelToolParams,
  languageModelToolRequest,
} from './protocol.ts';
import { unusedName } from './wiring.ts';
import type { Workspace } from './workspace.ts';

export interface LanguageModelToolOptions {
  readonly workspace: Workspace;
  readonly roots: DocumentRoots;
  /** Whether every file and all settings have been read. */
  isRead(): boolean;
  /** Milliseconds of any clock. */
  now(): number;
}

/**
 * Answers the tools that a client offers to language models, as `podwire mcp` answers them, but from the present
 * analyses instead of the files on disk.
 */
export function answerLanguageModelTools(boundary: Boundary, options: LanguageModelToolOptions): void {
  boundary.answer(
    languageModelToolRequest,
    async ({ tool, input }: LanguageModelToolParams, token): Promise<LanguageModelToolAnswer> => {
      if (!(await untilRead(options, token))) {
        return { text: 'Podwire is still reading the workspace. Call the tool again in a moment.' };
      }
      const asked = readInput(input);
      const folders = foldersFor(asked.paths ?? [], options);
      if (typeof folders === 'string') {
        return { text: folders };
      }
      switch (tool) {
        case 'check':
          return await each(folders, (folder) => check(folder, asked, token));
        case 'explain':
          return { text: boundedText(explain(asked.about ?? '', options)) };
        case 'wiring':
          return await each(folders, (folder) => wiring(folder, asked));
        case 'diff':
          return await each(folders, (folder) => diff(folder, asked));
        case 'fix':
          return await fix(folders, options, token);
        default:
          return { text: `There is no tool ${tool satisfies never}.` };
      }
    },
  );
}

/** Milliseconds that a call waits for the first index. An agent can do something else meanwhile. */
const longestWait = 30_000;

/** Resolves to false if the workspace could not be read in time. */
async function untilRead({ workspace, isRead, now }: LanguageModelToolOptions, token: CancellationToken) {
  const isDone = () => isRead() && workspace.analyses().every(({ analysis }) => !hasPendingWork(analysis));
  for (const end = now() + longestWait; !isDone(); await new Promise((resolve) => setTimeout(resolve, 20))) {
    if (token.isCancellationRequested) {
      throw cancelled();
    }
    if (now() > end) {
      return false;
    }
  }
  return true;
}

/** A language model may write anything: parts of another type are left out. */
function readInput(input: unknown): LanguageModelToolInput {
  const { paths, limit, ...texts } = objectAt(input);
  const text = (key: 'about' | 'kind' | 'name' | 'namespace') =>
    typeof texts[key] === 'string' ? texts[key] : undefined;
  return {
    paths: Array.isArray(paths) ? paths.filter((path) => typeof path === 'string') : [],
    limit: Number.isInteger(limit) ? Math.min(Math.max(Number(limit), 1), mostEntries) : usualEntries,
    ...optional('about', text('about')),
    ...optional('kind', text('kind')),
    ...optional('name', text('name')),
    ...optional('namespace', text('namespace')),
  };
}

/** The part of a root that a call is about. */
interface Folder {
  readonly root: DocumentRoot;
  readonly analysis: Analysis;
  /** Paths of the files in the analysis that the call names, or of all. */
  readonly paths: readonly string[];
  /** A path of the analysis as answers write it: with the name of the root if there are several. */
  shown(path: string): string;
}

/** A sentence if a path leads to no file that has been read. */
function foldersFor(
  given: readonly string[],
  { workspace, roots }: Pick<LanguageModelToolOptions, 'workspace' | 'roots'>,
): readonly Folder[] | string {
  const all = workspace.analyses();
  const names = new Map<DocumentRoot, string>();
  for (const { root } of all) {
    unusedName(root, names);
  }
  const isOwn = (root: DocumentRoot, path: string) =>
    all.length === 1 || workspace.lookUp(workspace.uriOf(root, path))?.root === root;
  const folders = all.map(({ root, analysis }): Folder => {
    const shown = (path: string) => (all.length === 1 ? path : `${names.get(root)}/${path}`);
    // Nested workspace folders both hold a file. The innermost one answers for it.
    const paths = [...entriesOf(analysis.index.files)].map(([path]) => path).filter((path) => isOwn(root, path));
    return { root, analysis, paths, shown };
  });
  if (given.length === 0) {
    return folders;
  }
  const wanted = new Map<Folder, ReadonlySet<string>>();
  for (const path of given) {
    let isFound = false;
    for (const folder of folders) {
      const found = folder.paths.filter((each) => isMeant(each, path, folder, roots));
      if (found.length > 0) {
        const before = wanted.get(folder) ?? new Set();
        wanted.set(folder, before.union(new Set(found)));
        isFound = true;
      }
    }
    if (!isFound) {
      return `No file of the workspace that Podwire has read is at ${path}.`;
    }
  }
  return [...wanted].map(([folder, paths]) => ({ ...folder, paths: [...paths] }));
}

/** Whether a path that a call names is a file of the analysis, or a folder above it. */
function isMeant(path: string, given: string, { root, shown }: Folder, roots: DocumentRoots): boolean {
  if (/^(?:\/|[a-z]:[\\/])/i.test(given)) {
    const uri = pathToFileURL(given).href.replace(/\/$/, '');
    if (roots.folderAt(uri) === root) {
      return true;
    }
    return roots.find(uri).some((place) => place.root === root && isBelow(place.path, path));
  }
  const relative = given
    .replaceAll('\\', '/')
    .replace(/^(?:\.\/)+|^\.$/, '')
    .replace(/\/+$/, '');
  return isBelow(relative, shown(path));
}

/** The answer about the only folder, or a list of answers, which ends at the limit for one answer. */
async function each(
  folders: readonly Folder[],
  answer: (folder: Folder) => object | Promise<object>,
): Promise<LanguageModelToolAnswer> {
  const answers: object[] = [];
  let length = 0;
  for (const folder of folders) {
    if (length < mostCharacters) {
      const next = await answer(folder);
      answers.push(next);
      length += JSON.stringify(next).length;
    }
  }
  const whole =
    folders.length === 1 ? answers[0] : { folders: answers, foldersLeftOut: folders.length - answers.length };
  return { text: JSON.stringify(whole, undefined, 1) };
}

async function check(
  { analysis, paths, shown }: Folder,
  { limit = usualEntries }: LanguageModelToolInput,
  token: CancellationToken,
): Promise<object> {
  const isIncluded = new Set(paths);
  const fixes = new Map<DocumentFacts, Map<string, readonly Fix[]>>();
  const fixOf = firstFixes(analysis, { verbose: true });
  const keyOf = ({ code, at, message }: Problem) => `${code} ${at.range.start} ${message}`;
  for (const path of paths) {
    for (const problem of problemsOf(analysis, path)) {
      const ofDocument = getOrInsertComputed(fixes, problem.at.document, () => new Map<string, readonly Fix[]>());
      ofDocument.set(keyOf(problem), fixOf(problem));
      // Each fix computed an analysis, so edits and cancellations get a turn.
      await turn(token);
    }
  }
  const report = reportOf(analysis, {
    files: paths.length,
    shown,
    fixesOf: (problem) => fixes.get(problem.at.document)?.get(keyOf(problem)) ?? [],
    errors: [],
    isIncluded: (path) => isIncluded.has(path),
  });
  return checkAnswer(report, { entries: limit });
}

function explain(about: string, { workspace, roots }: LanguageModelToolOptions): string {
  const page = pageOf(about);
  if (page !== undefined) {
    return page;
  }
  const [, file = about, line] = /^(.+?):(\d+)(?::\d+)?$/.exec(about) ?? [];
  const folders = foldersFor([file], { workspace, roots });
  if (typeof folders === 'string') {
    return `There is no problem code and no file ${about}.`;
  }
  const reports = folders.flatMap(({ analysis, paths }) =>
    paths.flatMap((path) => verifyServicesAt(analysis, path, line === undefined ? undefined : Number(line))),
  );
  return reports.length === 0
    ? `There is no Service in ${file}${line === undefined ? '' : ` at line ${line}`}.`
    : reports.map((report) => reportTreeAsText(report, false)).join('\n');
}

function wiring(
  { analysis, paths, shown }: Folder,
  { kind, name, namespace, limit = usualEntries }: LanguageModelToolInput,
): object {
  const filter: ObjectFilter = {
    ...optional('kind', kind),
    ...optional('name', name),
    ...optional('namespace', namespace),
  };
  const isIncluded = new Set(paths);
  function* own() {
    for (const reach of reachesOf(analysis, Object.keys(filter).length === 0 ? undefined : filter)) {
      if (isIncluded.has(reach.at.document.file)) {
        yield reach;
      }
    }
  }
  return wiringAnswer(own(), analysis, { entries: limit }, shown);
}

function diff({ root, analysis, paths, shown }: Folder, { limit = usualEntries }: LanguageModelToolInput): object {
  const found = wiringDiff(analysis);
  if (!found) {
    return { folder: root.uri, because: 'There is no earlier state of this folder to compare with.' };
  }
  const isIncluded = new Set(paths);
  const changes = found.changes.filter(({ at, before, after }) =>
    [at?.document.file, before?.resource.file, after?.resource.file].some(
      (file) => file !== undefined && isIncluded.has(file),
    ),
  );
  const report = diffReportOf({ ...found, changes }, analysis, { files: paths.length, shown });
  return diffAnswer(report, { entries: limit });
}

/** The fixes that need no choice, as edits for the client. If a text changes meanwhile, none. */
async function fix(
  folders: readonly Folder[],
  { workspace }: LanguageModelToolOptions,
  token: CancellationToken,
): Promise<LanguageModelToolAnswer> {
  const files: FixedFile[] = [];
  for (const folder of folders) {
    const { analysis, root, paths } = folder;
    const own = new Set(paths);
    const broken = paths.filter((path) => problemsOf(analysis, path).length > 0);
    const fixing = fixFilesInSteps(analysis, broken, { mayChange: ({ file }) => own.has(file) });
    let step = fixing.next();
    for (; !step.done; step = fixing.next()) {
      await turn(token);
    }
    if (workspace.analyses().find((now) => now.root === root)?.analysis !== analysis) {
      return { text: 'The files have changed meanwhile, so nothing is proposed. Call the tool again.' };
    }
    files.push(...fixedFiles(step.value, folder, workspace));
  }
  const count = files.reduce((sum, { titles }) => sum + titles.length, 0);
  const lines = files.flatMap(({ path, titles }) => titles.map((title) => `- ${path}: ${title}`));
  const text =
    files.length === 0
      ? 'There is nothing that can be fixed without a choice.'
      : `${counted(count, 'fix', 'fixes')} in ${counted(files.length, 'file')}:\n${lines.join('\n')}`;
  return { text: boundedText(text), files };
}

function fixedFiles(
  { made, changes }: CombinedFixes,
  { analysis, root, shown }: Folder,
  workspace: Workspace,
): readonly FixedFile[] {
  const { placeIn, rangeOf } = placeConverter({ analysis, root }, workspace);
  const versions = new Map([...workspace.documents()].map(({ uri, version }) => [uri, version]));
  const byFile = Map.groupBy(changes, ({ document }) => document.file);
  return [...byFile].map(([file, own]) => {
    const uri = workspace.uriOf(root, file);
    return {
      uri,
      path: shown(file),
      version: versions.get(uri) ?? null,
      titles: made
        .filter((each) => each.changes.some(({ document }) => document.file === file))
        .map(({ title }) => title),
      edits: own.flatMap(({ document, edits }) => {
        const place = placeIn(document);
        return place ? edits.map(({ range, newText }) => ({ range: rangeOf(place, range), newText })) : [];
      }),
    };
  });
}

async function turn(token: CancellationToken): Promise<void> {
  await new Promise(setImmediate);
  if (token.isCancellationRequested) {
    throw cancelled();
  }
}
