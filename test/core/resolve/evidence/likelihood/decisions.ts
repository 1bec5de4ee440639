import assert from 'node:assert/strict';
import { firstFix, fixesFor } from '../../../../../server/src/core/features/fixes.ts';
import { IndexReader } from '../../../../../server/src/core/index/reader.ts';
import type { Problem } from '../../../../../server/src/core/model/problem.ts';
import type { Resource } from '../../../../../server/src/core/model/resource.ts';
import { problemsOf } from '../../../../../server/src/core/problems.ts';
import {
  type Decision,
  decideServiceSelector,
  resolveServiceSelector,
} from '../../../../../server/src/core/resolve/serviceSelector.ts';
import { lookUp } from '../../../../../server/src/core/text/versionedMap.ts';
import { textsAfter } from '../../../features/checkFix.ts';
import { analysisOf } from '../../../fixture.ts';
import { type ServiceText, service, type WorkloadText, workload } from '../../manifests.ts';

export const serviceIn = (file: string, text: ServiceText) => `=== ${file}\n${service(text)}`;
export const workloadIn = (file: string, text: WorkloadText) => `=== ${file}\n${workload(text)}`;

/** A workload with its name as its label, in a file of that name. */
export const pods = (name: string, port?: string) =>
  workloadIn(`${name}-deployment.yaml`, { name, labels: `app: ${name}`, ...(port ? { port } : {}) });

/** A Service that selects the workload of `pods` with that name. */
export const servedBy = (name: string, selected: string, port?: string) =>
  serviceIn(`${name}-service.yaml`, { name, selector: `app: ${selected}`, ...(port ? { port } : {}) });

/** The severity of `service-selects-nothing` in a file; `none` if it is not reported. */
export function levelOf(text: string, path = 's.yaml'): string {
  return problemIn(text, path)?.severity ?? 'none';
}

export function problemIn(text: string, path: string): Problem | undefined {
  return problemsOf(analysisOf(text), path).find(({ code }) => code === 'service-selects-nothing');
}

/** The decision about the selector of the Service in a file. */
export function decisionOf(text: string, path = 's.yaml'): Decision {
  const analysis = analysisOf(text);
  return decideServiceSelector(serviceOf(analysis, path), new IndexReader(analysis.index), analysis.settings);
}

function serviceOf({ index }: ReturnType<typeof analysisOf>, path: string): Resource {
  const resources = lookUp(index.files, path)?.documents.flatMap(({ facts }) => facts.resources) ?? [];
  const found = resources.find((each) => each.service !== undefined);
  assert.ok(found, `no Service in ${path}`);
  return found;
}

/** The names of the candidates, the likeliest first. */
export function orderOf(text: string, path = 's.yaml'): readonly string[] {
  return decisionOf(text, path).candidates.map(({ resource }) => resource.name);
}

export function likelihoodOf(name: string, text: string, path = 's.yaml'): number {
  const candidate = decisionOf(text, path).candidates.find(({ resource }) => resource.name === name);
  assert.ok(candidate, `${name} is no candidate`);
  return candidate.likelihood;
}

/** The evidence for and against the likeliest candidate. */
export function reasonsOf(text: string, path = 's.yaml'): readonly string[] {
  return decisionOf(text, path).candidates[0]?.evidence.map(({ reason }) => reason()) ?? [];
}

/** The titles of the fixes, the preferred one with a star. */
export function fixesOf(text: string, path = 's.yaml'): readonly string[] {
  const analysis = analysisOf(text);
  const problem = problemsOf(analysis, path).find(({ code }) => code === 'service-selects-nothing');
  assert.ok(problem, `nothing is said of ${path}`);
  return fixesFor(analysis, problem).map(({ title, preferred }) => title + (preferred ? ' *' : ''));
}

/** The files after the preferred fix of each Service; all fixes are found before the first one is applied. */
export function afterPreferredFixes(text: string, paths: readonly string[]): string {
  const analysis = analysisOf(text);
  const after = new Map<string, string>();
  for (const path of paths) {
    const problem = problemsOf(analysis, path)[0];
    const fix = problem && firstFix(analysis, problem);
    assert.ok(fix?.preferred, `no preferred fix in ${path}`);
    after.set(path, textsAfter(analysis, text, fix).get(path) ?? '');
  }
  return text
    .split(/^(?==== )/m)
    .map((each) => {
      const path = /^=== (\S+)/.exec(each)?.[1] ?? '';
      return after.has(path) ? `=== ${path}\n${after.get(path)}\n` : each;
    })
    .join('');
}

/** The names of the workloads that the Service in a file selects. */
export function selectedBy(text: string, path: string): readonly string[] {
  const analysis = analysisOf(text);
  const found = serviceOf(analysis, path);
  const resolution = resolveServiceSelector(found, new IndexReader(analysis.index), analysis.settings);
  return resolution.type === 'found' ? resolution.targets.map(({ name }) => name) : [];
}
