import type { WiringGraph } from '../core/model/wiringGraph.ts';
import type { ReportedPlace } from './report.ts';

/** The format is in `schemas/graph.schema.json`. The same facts give the same bytes. */
export function graphAsJson({ nodes, edges }: WiringGraph<ReportedPlace>): string {
  const document = {
    version: 1,
    nodes: nodes.map(({ id, role, kind, name, namespace, bundle, state, details, problems, marks, place }) => ({
      id,
      role,
      kind,
      name,
      namespace: namespace ?? null,
      bundle: bundle ?? null,
      state,
      details,
      problems,
      marks: marks.map((mark) => ({
        role: mark.role,
        kind: mark.kind,
        name: mark.name,
        state: mark.state,
        problem: mark.problem ?? null,
        place: mark.place ?? null,
      })),
      place: place ?? null,
    })),
    edges: edges.map(({ from, to, ports, state, problem, because, place }) => ({
      from,
      to,
      ports,
      state,
      problem: problem ?? null,
      because: because ?? null,
      place: place ?? null,
    })),
  };
  return `${JSON.stringify(document, undefined, 2)}\n`;
}
