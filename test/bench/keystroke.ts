import { problemsOf } from '../../server/src/core/problems.ts';
import { createWorld, type FileContent } from '../../server/src/world.ts';
import { generateWorkspace } from './generate.ts';

/**
 * Milliseconds of work per keystroke in a workspace of generated manifests: a label of a Deployment is typed letter
 * by letter and removed again, in one app after the other, which breaks and repairs the Service next to it. The time
 * is what the server needs from the change to the problems that it would publish.
 */
export function keystrokes(manifests: number): Strokes {
  const files = new Map<string, FileContent>();
  for (const { path, text } of generateWorkspace(manifests)) {
    files.set(path, { text });
  }
  const deployments = [...files.keys()].filter((path) => path.endsWith('/deployment.yaml'));
  const label = 'app.kubernetes.io/instance: ';
  return typeInto(
    files,
    Array.from({ length: 40 }, (_, i) => {
      const path = deployments[(i * 37) % deployments.length]!;
      const content = files.get(path)!;
      const text = 'text' in content ? content.text : '';
      const at = text.indexOf(label, text.indexOf('template:')) + label.length;
      return { path, text, at, typed: ['x', 'xy', 'xyz', 'xy', 'x', ''] };
    }),
  );
}

/** A file in which a person types: the text at the place after each stroke. */
export interface Typing {
  readonly path: string;
  readonly text: string;
  readonly at: number;
  readonly typed: readonly string[];
}

/** Opens the files one after the other and types into them, in a workspace of all files. */
export function typeInto(files: ReadonlyMap<string, FileContent>, typings: readonly Typing[]): Strokes {
  const folder = 'bench';
  const world = createWorld();
  world.apply({ type: 'FoldersChanged', added: [folder], removed: [] });
  world.apply({ type: 'FilesChanged', folder, files, complete: true });
  const times: number[] = [];
  let seen = 0;
  for (const { path, text, at, typed } of typings) {
    world.apply({ type: 'TextChanged', folder, path, text });
    for (const letters of typed) {
      const next = text.slice(0, at) + letters + text.slice(at);
      const start = performance.now();
      const concerned = world.apply({ type: 'TextChanged', folder, path, text: next });
      const analysis = world.analysis(folder)!;
      for (const each of concerned) {
        seen += problemsOf(analysis, each.path).length;
      }
      times.push(performance.now() - start);
    }
    world.apply({ type: 'TextChanged', folder, path, text: undefined });
  }
  return timesOf(times, seen);
}

/** Milliseconds of many keystrokes. */
export interface Strokes {
  readonly p50: number;
  readonly p95: number;
  readonly max: number;
  readonly strokes: number;
  /** The number of problems that were read, so that the compiler cannot remove the work as useless. */
  readonly seen: number;
}

export function timesOf(milliseconds: readonly number[], seen: number): Strokes {
  const times = milliseconds.toSorted((a, b) => a - b);
  const quantile = (q: number) => times[Math.min(times.length - 1, Math.floor(times.length * q))]!;
  return { p50: quantile(0.5), p95: quantile(0.95), max: times.at(-1)!, strokes: times.length, seen };
}
