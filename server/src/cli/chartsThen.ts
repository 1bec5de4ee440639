import { readFileSync } from 'node:fs';
import path from 'node:path';
import { type ChartContent, type ChartFile, isPartOfChart } from '../core/chart/files.ts';
import { baseName, directoriesAbove, directoryOf, pathIn } from '../core/text/path.ts';
import { fileText, isPackedChart } from '../sources/chartArchive.ts';
import { chartOfTexts } from '../sources/chartFiles.ts';
import type { Past } from '../sources/past.ts';
import { enteredOnce, ignoreRules, isLeftOut } from '../sources/workspaceFiles.ts';
import type { FileContent } from '../world.ts';
import type { Workspace } from './workspace.ts';

/** The Helm charts of a workspace, now and in a commit. */
export interface ChartsThen {
  /** Whether a file is a part of a chart, now or in the commit. */
  isPart(file: string): boolean;
  /** Whether a part of a chart that the commit does not have counts as it is, because git ignores it. */
  isKept(file: string): boolean;
  /**
   * The charts as they were in the commit; undefined for one that did not exist. Packed charts, files that git ignores and
   * files that only `.Files` reads are as they are now.
   *
   * @param differing the content in the commit of the files that differ
   */
  charts(differing: ReadonlyMap<string, FileContent | undefined>): Map<string, ChartContent | string | undefined>;
}

export function chartsThen(past: Past, workspace: Workspace): ChartsThen {
  const { root } = workspace.targets;
  const now = workspace.analysis().index.charts;
  const paths = [...past.paths()];
  const existed = new Set(
    paths.filter((file) => baseName(file) === 'Chart.yaml' && workspace.rendersCharts).map(directoryOf),
  );
  const then = new Set(
    [...existed].filter((directory) => now.has(directory) || workspace.covers(pathIn(directory, 'Chart.yaml'))),
  );
  const rules = enteredOnce(ignoreRules(root));
  const texts = new Map<string, string>();
  for (const chart of now.values()) {
    for (const file of typeof chart === 'string' ? [] : [...chart.files, ...chart.valuesFiles]) {
      texts.set(file.path, file.text);
    }
  }
  const nameIn = (directory: string, file: string) => file.slice(directory === '' ? 0 : directory.length + 1);
  const partsOf = (file: string, directories: { has(directory: string): boolean }): string[] =>
    directoriesAbove(file).filter((each) => directories.has(each) && isPartOfChart(nameIn(each, file)));

  const contentThen = (
    directory: string,
    parts: readonly string[],
    differing: ReadonlyMap<string, FileContent | undefined>,
  ): ChartContent | string => {
    const present = now.get(directory);
    const chart = typeof present === 'object' ? present : undefined;
    const fileThen = (file: string): ChartFile[] => {
      const content = differing.get(file);
      const text =
        content && 'text' in content
          ? content.text
          : differing.has(file)
            ? undefined
            : (texts.get(file) ?? onDisk(file));
      return text === undefined ? [] : [{ name: nameIn(directory, file), path: file, text }];
    };
    const onDisk = (file: string): string | undefined => {
      try {
        return fileText(readFileSync(path.join(root, file)));
      } catch {
        return undefined;
      }
    };
    const isKept = ({ name, path: file }: Pick<ChartFile, 'name' | 'path'>): boolean =>
      past.kindOf(file) === undefined && (!isPartOfChart(name) || isLeftOut(rules, file));
    const kept = [...(chart?.files ?? []), ...(chart?.valuesFiles ?? [])].filter(isKept);
    const packed = [...(chart?.packed ?? [])].filter(([name]) => {
      const file = pathIn(directory, name);
      return isPackedChart(name) && (past.kindOf(file) !== undefined || isLeftOut(rules, file));
    });
    return chartOfTexts([...new Set([...parts.flatMap(fileThen), ...kept])], new Map(packed));
  };

  return {
    isPart: (file) => workspace.isInChart(file) || partsOf(file, then).length > 0,
    isKept: (file) => workspace.isInChart(file) && isLeftOut(rules, file),
    charts: (differing) => {
      const parts = new Map<string, string[]>([...then].map((directory) => [directory, []]));
      for (const file of paths) {
        for (const directory of past.kindOf(file) === 'file' ? partsOf(file, then) : []) {
          parts.get(directory)!.push(file);
        }
      }
      const touched = new Set(
        [...differing.keys()].flatMap((file) => partsOf(file, new Set([...then, ...now.keys()]))),
      );
      const charts = new Map<string, ChartContent | string | undefined>();
      for (const directory of [...touched].sort()) {
        const files = parts.get(directory);
        charts.set(directory, files && contentThen(directory, files, differing));
      }
      return charts;
    },
  };
}
