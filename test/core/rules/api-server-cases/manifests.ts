import type { CaseInWords } from './in-words.ts';

/** Reports of a case by its name; `text` is the value at one place of an otherwise plain manifest. */
export type Cases = Readonly<Record<string, readonly [text: string, ...reports: string[]]>>;

export function casesOf(manifest: (text: string) => string, cases: Cases): CaseInWords[] {
  return Object.entries(cases).map(([name, [text, ...reports]]) => ({ name, manifest: manifest(text), reports }));
}

/** @param spec Lines of the Service's spec, from its first column. */
export function service(spec: string): string {
  return `apiVersion: v1
kind: Service
metadata:
  name: web
spec:
${indented(spec, 2)}
`;
}

/** @param ports Items of the list, from their first column. */
export function servicePortsOf(type: string, ports: string): string {
  return service(`type: ${type}\nselector:\n  app: web\nports:\n${indented(ports, 2)}`);
}

/** @param pairs Lines of the selector's map. */
export function serviceSelecting(pairs: string): string {
  return service(`selector:\n${indented(pairs, 2)}\nports:\n  - port: 80`);
}

/** @param pairs Lines of the labels' map. */
export function labelledService(pairs: string): string {
  return `apiVersion: v1
kind: Service
metadata:
  name: web
  labels:
${indented(pairs, 4)}
spec:
  selector:
    app: web
  ports:
    - port: 80
`;
}

export interface Workload {
  readonly kind?: string;
  readonly apiVersion?: string;
  /** Lines of `spec` next to the template. */
  readonly selector?: string;
  /** Lines of `spec.template`. */
  readonly template?: string;
}

/** A Deployment, or another workload with a pod template at spec.template. */
export function workload({ kind = 'Deployment', apiVersion = 'apps/v1', selector, template }: Workload): string {
  return `apiVersion: ${apiVersion}
kind: ${kind}
metadata:
  name: web
spec:
${indented(selector ?? 'selector:\n  matchLabels:\n    app: web', 2)}
  template:
${indented(template ?? 'metadata:\n  labels:\n    app: web\nspec:\n  containers:\n    - name: web\n      image: nginx', 4)}
`;
}

export function indented(text: string, columns: number): string {
  const lines = text.replace(/^\n|\n\s*$/g, '').split('\n');
  const margin = Math.min(...lines.filter((line) => line.trim()).map((line) => line.search(/\S/)));
  return lines
    .map((line) => (line.trim() ? ' '.repeat(columns) + line.slice(margin) : ''))
    .filter((line, index) => line || index < lines.length - 1)
    .join('\n');
}
