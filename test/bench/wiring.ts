import { layOut } from '../../client/webview/wiring/layout.ts';
import { treeOf } from '../../client/webview/wiring/tree.ts';
import { analyse, emptyAnalysis } from '../../server/src/core/analysis.ts';
import { wiringGraph } from '../../server/src/core/features/wiringGraph.ts';
import { readFile } from '../../server/src/core/kinds/documents.ts';
import { withPlaces } from '../../server/src/core/model/wiringGraph.ts';
import { generateWorkspace } from './generate.ts';
import type { Row } from './row.ts';

/** The first wiring graph and the first drawing, which a person waits for. Code that runs later is faster. */
export function wiringRows(): Row[] {
  return [
    wiringRow('wiring graph, tree and layout of 1,000 manifests', new Map(files(1000))),
    wiringRow(
      'the same of 1,008 nodes, 21 connected by each Ingress',
      new Map([['all.yaml', readFile('all.yaml', manyIngresses(48, 10))]]),
    ),
  ];
}

function* files(manifests: number) {
  for (const { path, text } of generateWorkspace(manifests)) {
    yield [path, readFile(path, text)] as const;
  }
}

function wiringRow(what: string, read: ReadonlyMap<string, ReturnType<typeof readFile>>): Row {
  const { analysis } = analyse(emptyAnalysis, { files: read, complete: true });
  const begin = performance.now();
  const graph = withPlaces(wiringGraph(analysis), ({ document, range }) => ({
    uri: document.file,
    range: { start: { line: 0, character: range.start }, end: { line: 0, character: range.end } },
  }));
  const made = performance.now();
  treeOf(graph);
  const drawing = layOut(graph, (text) => text.length * 7);
  const end = performance.now();
  return {
    what,
    measured: `graph ${(made - begin).toFixed(0)} ms, tree and layout ${(end - made).toFixed(0)} ms (${drawing.boxes.length} nodes, ${drawing.arrows.length} edges)`,
    yardstick: '',
    budget: '≤ 1 s',
    holds: end - begin <= 1000,
  };
}

/** Ingresses with several Services each, so that the layout cannot take each Service by itself. */
function manyIngresses(count: number, services: number): string {
  const documents: string[] = [];
  for (let at = 0; at < count; at++) {
    const names = Array.from({ length: services }, (_, number) => `app-${at}-${number}`);
    const backends = names.map(
      (name) => `{path: /${name}, pathType: Prefix, backend: {service: {name: ${name}, port: {number: 80}}}}`,
    );
    documents.push(
      `apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: {name: shop-${at}}\nspec: {rules: [{http: {paths: [${backends.join(', ')}]}}]}\n`,
      ...names.flatMap((name) => [
        `apiVersion: v1\nkind: Service\nmetadata: {name: ${name}}\nspec: {selector: {app: ${name}}, ports: [{port: 80, targetPort: http}]}\n`,
        `apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: ${name}}\nspec: {selector: {matchLabels: {app: ${name}}}, template: {metadata: {labels: {app: ${name}}}, spec: {containers: [{name: c, image: i, ports: [{name: http, containerPort: 8080}]}]}}}\n`,
      ]),
    );
  }
  return documents.join('---\n');
}
