import { completions } from '../../server/src/core/features/completion.ts';
import { createWorld, type FileContent } from '../../server/src/world.ts';
import { generateWorkspace } from './generate.ts';
import { type Strokes, timesOf } from './keystroke.ts';

/**
 * The end of a text in a file of each app, in which the rest of the line is taken out, and the list is asked for there.
 */
const places: readonly { readonly file: string; readonly before: string }[] = [
  { file: 'service.yaml', before: 'selector:' },
  { file: 'service.yaml', before: '  selector:\n    app.kubernetes.io/name: ' },
  { file: 'service.yaml', before: 'targetPort: ' },
  { file: 'service.yaml', before: 'namespace: ' },
  { file: 'ingress.yaml', before: 'service:\n                name: ' },
  { file: 'ingress.yaml', before: 'port:\n                  name: ' },
  { file: 'networkpolicy.yaml', before: 'matchLabels:\n      app.kubernetes.io/name: ' },
  { file: 'disruptionbudget.yaml', before: 'matchLabels:\n      app.kubernetes.io/name: ' },
  { file: 'autoscaler.yaml', before: 'scaleTargetRef:\n    apiVersion: apps/v1\n    kind: Deployment\n    name: ' },
  { file: 'deployment.yaml', before: 'serviceAccountName: ' },
  { file: 'deployment.yaml', before: '      labels:\n        app.kubernetes.io/name: ' },
  { file: 'kustomization.yaml', before: 'resources:\n  - ' },
];

/** Milliseconds of work for a completion list in a workspace of generated manifests, at every sort of place. */
export function completionTimes(manifests: number): Strokes {
  const files = new Map<string, FileContent>();
  for (const { path, text } of generateWorkspace(manifests)) {
    files.set(path, { text });
  }
  const folder = 'bench';
  const world = createWorld();
  world.apply({ type: 'FoldersChanged', added: [folder], removed: [] });
  world.apply({ type: 'FilesChanged', folder, files, complete: true });
  const times: number[] = [];
  let seen = 0;
  for (const { file, before } of places) {
    const paths = [...files.keys()].filter((path) => path.endsWith(`/${file}`));
    for (let i = 0; i < 20; i++) {
      const path = paths[(i * 37) % paths.length]!;
      const content = files.get(path)!;
      const whole = 'text' in content ? content.text : '';
      const at = whole.indexOf(before) + before.length;
      if (at < before.length) {
        continue;
      }
      const text = whole.slice(0, at) + whole.slice(whole.indexOf('\n', at));
      world.apply({ type: 'TextChanged', folder, path, text });
      const start = performance.now();
      seen += completions(world.analysis(folder)!, path, text, at).items.length;
      times.push(performance.now() - start);
      world.apply({ type: 'TextChanged', folder, path, text: undefined });
    }
  }
  return timesOf(times, seen);
}
