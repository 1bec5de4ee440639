import { problemsOf } from '../../server/src/core/analysis.ts';
import { createWorld, type FileContent } from '../../server/src/world.ts';
import { generateWorkspace } from './generate.ts';

/**
 * Milliseconds of work per keystroke in a workspace of generated manifests: a label of a Deployment is typed letter by
 * letter and taken back, in one app after the other, which breaks and mends the Service beside it. Counted is what the
 * server does between the change and the problems it would publish.
 */
export function keystrokes(manifests: number): Strokes {
  const files = new Map<string, FileContent>();
  for (const { path, text } of generateWorkspace(manifests)) {
    files.set(path, { text });
  }
  const world = createWorld();
  world.apply({ type: 'FoldersChanged', added: ['bench'], removed: [] });
  world.apply({ type: 'FilesChanged', folder: 'bench', files, complete: true });
  const deployments = [...files.keys()].filter((path) => path.endsWith('/deployment.yaml'));
  const times: number[] = [];
  let seen = 0;
  for (let i = 0; i < 40; i++) {
    const path = deployments[(i * 37) % deployments.length]!;
    const content = files.get(path)!;
    const text = 'text' in content ? content.text : '';
    const at =
      text.indexOf('app.kubernetes.io/instance: ', text.indexOf('template:')) + 'app.kubernetes.io/instance: '.length;
    world.apply({ type: 'TextChanged', folder: 'bench', path, text });
    for (const typed of ['x', 'xy', 'xyz', 'xy', 'x', '']) {
      const start = performance.now();
      const concerned = world.apply({
        type: 'TextChanged',
        folder: 'bench',
        path,
        text: text.slice(0, at) + typed + text.slice(at),
      });
      const analysis = world.analysis('bench')!;
      for (const each of concerned) {
        seen += problemsOf(analysis, each.path).length;
      }
      times.push(performance.now() - start);
    }
    world.apply({ type: 'TextChanged', folder: 'bench', path, text: undefined });
  }
  return timesOf(times, seen);
}

/** Milliseconds of many keystrokes. */
export interface Strokes {
  readonly p50: number;
  readonly p95: number;
  readonly max: number;
  readonly strokes: number;
  /** Problems that were looked at, so that nothing is left out as useless. */
  readonly seen: number;
}

export function timesOf(milliseconds: readonly number[], seen: number): Strokes {
  const times = milliseconds.toSorted((a, b) => a - b);
  const quantile = (q: number) => times[Math.min(times.length - 1, Math.floor(times.length * q))]!;
  return { p50: quantile(0.5), p95: quantile(0.95), max: times.at(-1)!, strokes: times.length, seen };
}
