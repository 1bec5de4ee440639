import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { wiringGraph } from '../../server/src/core/features/wiringGraph.ts';
import { problemsOfResource, resourcesOf } from '../../server/src/core/problems.ts';
import { roleOf } from '../../server/src/core/wiringGraph/draft.ts';
import { isSevere } from '../../server/src/core/wiringGraph/findings.ts';
import { analysisOfFolder } from './measure.ts';
import { corpus, corpusIsNotHere } from './unpack.ts';

test('the graph of each repository has every finding about what it draws', {
  skip: corpusIsNotHere ?? false,
}, (context) => {
  const root = corpus()!;
  const wrong: string[] = [];
  const counts = { nodes: 0, edges: 0, broken: 0, unknown: 0, problems: 0 };
  for (const repository of readdirSync(root).sort()) {
    const analysis = analysisOfFolder(path.join(root, repository));
    const { nodes, edges } = wiringGraph(analysis);
    const ids = new Set(nodes.map(({ id }) => id));
    const told = new Set(
      [
        ...edges.map(({ problem }) => problem),
        ...nodes.flatMap(({ problems, marks }) => [...problems, ...marks.map(({ problem }) => problem)]),
      ].map((problem) => problem?.message),
    );
    for (const resource of resourcesOf(analysis)) {
      if (roleOf(resource) || resource.references.length > 0 || resource.selectors.length > 0) {
        const problems = problemsOfResource(analysis, resource).filter(isSevere);
        counts.problems += problems.length;
        wrong.push(...problems.flatMap(({ message }) => (told.has(message) ? [] : [`${repository}: ${message}`])));
      }
    }
    for (const { from, to, state, problem, because } of edges) {
      const hasReason = state === 'ok' || (state === 'broken' ? problem : because) !== undefined;
      const isWhole = ids.has(from) && ids.has(to);
      wrong.push(...(hasReason && isWhole ? [] : [`${repository}: ${from} → ${to} ${state}`]));
    }
    wrong.push(...(ids.size === nodes.length ? [] : [`${repository}: two nodes have one id`]));
    counts.nodes += nodes.length;
    counts.edges += edges.length;
    counts.broken += edges.filter(({ state }) => state === 'broken').length;
    counts.unknown += edges.filter(({ state }) => state === 'unknown').length;
  }
  context.diagnostic(JSON.stringify(counts));
  assert.deepEqual(wrong, []);
});
