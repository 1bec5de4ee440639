import path from 'node:path';
import { isPendingResource } from '../../server/src/core/pendingResources.ts';
import { problemsOf } from '../../server/src/core/problems.ts';
import { lookUp } from '../../server/src/core/text/versionedMap.ts';
import type { World } from '../../server/src/world.ts';
import type { CollectedChart } from './collection.ts';
import { worldOfCharts } from './judged.ts';

/** Processor time of the server's work after one letter, in milliseconds. */
export interface Keystroke {
  /** E.g. `charts/web/values.yaml`. */
  readonly file: string;
  /** Until the chart is rendered and judged with its own values. */
  readonly own: number;
  /** Until its other values files and the charts that use it are, too. */
  readonly others: number;
  /** Until its flags are. */
  readonly all: number;
}

const folder = 'folder';

/** Types a letter into a template and into the values of each chart, in a world with all charts of its repository. */
export function* typeInto(charts: readonly CollectedChart[]): Generator<Keystroke> {
  const world = worldOfCharts('/', charts);
  for (const { complete } of charts) {
    const directory = path.relative('/', complete);
    const content = world.analysis(folder)!.index.charts.get(directory);
    const files = content === undefined || typeof content === 'string' ? [] : content.files;
    const isTyped = (name: string) => name === 'values.yaml' || /^templates\/[^_].*\.yaml$/.test(name);
    const templates = files.filter(({ name }) => isTyped(name) && name !== 'values.yaml');
    const chosen = [
      ...files.filter(({ name }) => name === 'values.yaml'),
      ...templates.filter(({ text }) => /^kind: Service$/m.test(text)).slice(0, 1),
      ...templates.filter(({ text }) => /^kind: (?:Deployment|StatefulSet)$/m.test(text)).slice(0, 1),
    ];
    for (const { path: file, text } of chosen) {
      world.apply({ type: 'TextChanged', folder, path: file, text });
      for (const next of typed(text)) {
        yield { file, ...measured(world, directory, file, next) };
      }
      world.apply({ type: 'TextChanged', folder, path: file, text: undefined });
    }
  }
}

/** The text after a letter at its end, in a comment, and after one in a word that it states. */
function typed(text: string): readonly string[] {
  const inWord = text.replace(/^(\s+(?:name|app|component|port|targetPort|type): [\w-]+)$/m, '$1x');
  return [`${text}\n# x`, inWord === text ? `${text}\n# xy` : inWord];
}

function measured(world: World, directory: string, file: string, text: string): Omit<Keystroke, 'file'> {
  const begun = process.cpuUsage();
  const spent = () => {
    const { user, system } = process.cpuUsage(begun);
    return (user + system) / 1000;
  };
  const isOwnPending = () => {
    const { index, pending } = world.analysis(folder)!;
    const resources = lookUp(index.bundles.byDirectory, directory)?.resources ?? [];
    return index.bundles.due.has(directory) || resources.some((each) => isPendingResource(pending, each));
  };
  // A slice of the server ends after 4 ms, or after one piece of work.
  const slice = () => {
    const end = performance.now() + 4;
    let isFirst = true;
    return () => {
      const goesOn = isFirst || performance.now() < end;
      isFirst = false;
      return goesOn;
    };
  };
  world.apply({ type: 'TextChanged', folder, path: file, text }, slice());
  while (isOwnPending() && world.isUrgent(folder)) {
    world.advance(folder, slice());
  }
  problemsOf(world.analysis(folder)!, file);
  const own = spent();
  while (world.isUrgent(folder)) {
    world.advance(folder, slice());
  }
  const others = spent();
  while (world.isPending(folder)) {
    world.advance(folder, slice());
  }
  return { own, others, all: spent() };
}

/** E.g. `own values: p50 2.1 ms, p95 8.3 ms, most 40.0 ms`, and the slowest files. */
export function tableOfKeystrokes(all: readonly Keystroke[]): string {
  const row = (words: string, of: (each: Keystroke) => number) => {
    const sorted = all.map(of).sort((a, b) => a - b);
    const at = (share: number) => (sorted[Math.floor((sorted.length - 1) * share)] ?? 0).toFixed(1);
    return `| ${words} | ${at(0.5)} ms | ${at(0.95)} ms | ${at(1)} ms |`;
  };
  const slowest = all.toSorted((a, b) => b.own - a.own).slice(0, 5);
  return [
    `| ${all.length} letters, processor time until | p50 | p95 | most |`,
    '| --- | --- | --- | --- |',
    row('the chart is judged with its own values', ({ own }) => own),
    row('all values files and charts that use it are judged', ({ others }) => others),
    row('all flags are judged', ({ all: each }) => each),
    ...slowest.map(({ file, own }) => `slow: ${own.toFixed(1)} ms ${file}`),
  ].join('\n');
}
