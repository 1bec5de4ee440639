import type { Analysis } from '../../../../server/src/core/analysis.ts';
import { fixesFor } from '../../../../server/src/core/features/fixes.ts';
import type { Fix, Problem, Unknown } from '../../../../server/src/core/model/problem.ts';
import { problemsOf, unknownOf } from '../../../../server/src/core/problems.ts';
import { applyEdits } from '../../../../server/src/core/text/range.ts';
import { entriesOf } from '../../../../server/src/core/text/versionedMap.ts';
import { createWorld, type World } from '../../../../server/src/world.ts';
import { parseFixture } from '../../fixture.ts';

/** The texts of files by their path. */
export type Texts = ReadonlyMap<string, string>;

/** The files of a text in which each file begins with a line `=== path`. */
export function filesIn(text: string): Map<string, string> {
  return new Map(parseFixture(text).map((file) => [file.path, file.text]));
}

export const folder = 'folder';

/** An analysis of the current files with the former ones as the baseline. */
export function compared(
  before: Texts,
  now: Texts,
  options: { readonly renamed?: ReadonlyMap<string, string>; readonly name?: string } = {},
): World {
  const world = createWorld();
  world.apply({ type: 'FoldersChanged', added: [folder], removed: [] });
  world.apply({ type: 'FilesChanged', folder, files: contents(now), complete: true });
  const { name = 'HEAD 4ef8179', renamed } = options;
  const texts = new Map<string, string | undefined>();
  for (const path of new Set([...before.keys(), ...now.keys()])) {
    if (before.get(path) !== now.get(path)) {
      texts.set(path, before.get(path));
    }
  }
  world.apply({ type: 'BaselineChanged', folder, baseline: { name, texts, ...(renamed ? { renamed } : {}) } });
  return world;
}

export function contents(texts: Texts): Map<string, { readonly text: string }> {
  return new Map([...texts].map(([path, text]) => [path, { text }]));
}

export function analysisIn(world: World): Analysis {
  return world.analysis(folder)!;
}

export function allProblems(analysis: Analysis): readonly Problem[] {
  return pathsOf(analysis).flatMap((path) => problemsOf(analysis, path));
}

export function allUnknown(analysis: Analysis): readonly Unknown[] {
  return pathsOf(analysis).flatMap((path) => unknownOf(analysis, path));
}

function pathsOf(analysis: Analysis): readonly string[] {
  return [...entriesOf(analysis.index.files)].map(([path]) => path).sort();
}

/** All problems in the form `warning service-selects-nothing: message`. */
export function told(world: World): readonly string[] {
  return allProblems(analysisIn(world)).map(({ severity, code, message }) => `${severity} ${code}: ${message}`);
}

/** The titles of the fixes of a problem, the preferred one with a star. */
export function titles(world: World, problem: Problem): readonly string[] {
  return fixesFor(analysisIn(world), problem).map(({ title, preferred }) => `${preferred ? '*' : ''}${title}`);
}

/** The texts of the documents that a fix changes, after the fix. */
export function after(fix: Fix): readonly string[] {
  return fix.changes.map(({ document, edits }) => applyEdits(document.text, edits));
}

/** A Service and a Deployment with the labels, each in a file of the directory. */
export function pair(directory: string, name: string, labels: Readonly<Record<string, string>> = { app: name }): Texts {
  const written = (indent: string) =>
    Object.entries(labels)
      .map(([key, value]) => `${indent}${key}: ${value}\n`)
      .join('');
  return new Map([
    [
      `${directory}${name}-service.yaml`,
      `apiVersion: v1\nkind: Service\nmetadata:\n  name: ${name}\nspec:\n  selector:\n${written('    ')}  ports:\n    - port: 80\n`,
    ],
    [
      `${directory}${name}-deployment.yaml`,
      `apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: ${name}\nspec:\n  selector:\n    matchLabels:\n${written('      ')}  template:\n    metadata:\n      labels:\n${written('        ')}    spec:\n      containers:\n        - name: main\n          image: nginx\n`,
    ],
  ]);
}

export function all(...some: readonly Texts[]): Map<string, string> {
  return new Map(some.flatMap((each) => [...each]));
}
