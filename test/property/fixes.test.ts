import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type Analysis, analyse, emptyAnalysis, fileOf } from '../../server/src/core/analysis.ts';
import { fixesFor } from '../../server/src/core/features/fixes.ts';
import { IndexReader } from '../../server/src/core/index/reader.ts';
import { readFile } from '../../server/src/core/kinds/documents.ts';
import type { Fix, Problem } from '../../server/src/core/model/problem.ts';
import type { Resource } from '../../server/src/core/model/resource.ts';
import { documentNow, problemsOf, unknownOf } from '../../server/src/core/problems.ts';
import { isWithoutTarget, resolveServiceSelector } from '../../server/src/core/resolve/serviceSelector.ts';
import { applyEdits } from '../../server/src/core/text/range.ts';
import { entriesOf } from '../../server/src/core/text/versionedMap.ts';

type Texts = ReadonlyMap<string, string>;

const keys = ['app', 'component', 'tier', 'version'];
const values = ['web', 'web-backend', 'web-v2', 'api', 'api-server', 'v1.2.0', 'front'];
const labels = fc.uniqueArray(fc.tuple(fc.constantFrom(...keys), fc.constantFrom(...values)), {
  selector: ([key]) => key,
  minLength: 1,
  maxLength: 3,
});
const style = fc.constantFrom('block', 'flow', 'quoted', 'commented', 'json');
const namespace = fc.constantFrom('', '', 'one', 'two');

const workload = fc.record({
  name: fc.constantFrom('web', 'web-backend', 'api', 'api-server'),
  kind: fc.constantFrom('Deployment', 'StatefulSet', 'Pod'),
  labels,
  namespace,
});
const service = fc.record({
  name: fc.constantFrom('web', 'web-svc', 'api', 'web-nodeport'),
  selector: labels,
  style,
  namespace,
  port: fc.constantFrom('80', '"80"', '8080'),
  nodePort: fc.constantFrom('', '30080', '30080', '80'),
  type: fc.constantFrom('', 'NodePort', 'NodePort', 'nodeport'),
});
const workspaces = fc.record({
  workloads: fc.array(workload, { minLength: 1, maxLength: 3 }),
  services: fc.array(service, { minLength: 1, maxLength: 3 }),
  oneFile: fc.boolean(),
  lineEnd: fc.constantFrom('\n', '\r\n'),
});

test('a preferred fix fixes its problem, and no Service loses pods by it', () => {
  // A seed can be given to see a failure again: PODWIRE_SEED=… node --test …
  const seed = Number(process.env.PODWIRE_SEED ?? Date.now() % 0x7fffffff);
  console.log(`seed ${seed}`);
  const made = new Map<string, number>();
  const copies: Fix[] = [];
  fc.assert(
    fc.property(workspaces, (workspace) => {
      const texts = textsOf(workspace);
      const before = fromScratch(texts);
      targetsAreForeseen(before);
      for (const problem of allProblems(before)) {
        const fix = fixesFor(before, problem).find((each) => each.preferred);
        if (fix) {
          const after = fromScratch(fixed(texts, before, fix));
          compare(before, after, problem, fix);
          if (selectsNamed(before, after, problem, fix)) {
            copies.push(fix);
          }
          made.set(problem.code, (made.get(problem.code) ?? 0) + 1);
        }
      }
    }),
    { numRuns: 500, seed },
  );
  console.log(`fixes made: ${[...made].map(([code, count]) => `${code} ${count}`).join(', ')}`);
  for (const code of ['service-selects-nothing', 'service-rejected', 'node-port-out-of-range', 'node-port-conflict']) {
    assert.ok(made.has(code), `the generator makes workspaces in which ${code} is fixed`);
  }
  assert.notDeepEqual(copies, [], 'labels of a workload are copied');
});

/** A trial does not resolve a Service of which this is known beforehand. */
function targetsAreForeseen({ index, settings, judgements }: Analysis): void {
  const reader = new IndexReader(index);
  for (const [resource, { problems, unknown }] of entriesOf(judgements)) {
    if (resource.service?.selector && isWithoutTarget(resource, reader, settings)) {
      assert.notEqual(resolveServiceSelector(resource, reader, settings).type, 'found', resource.name);
      assert.ok(
        [...problems, ...unknown].some(({ code }) => code === 'service-selects-nothing'),
        resource.name,
      );
    }
  }
}

function compare(before: Analysis, after: Analysis, problem: Problem, fix: Fix): void {
  const old = allProblems(before).map((each) => inWords(before, each));
  const unknown = unknownPlaces(before);
  const selected = targetsOf(before);
  for (const found of allProblems(after)) {
    const each = inWords(after, found);
    const at = old.indexOf(each);
    if (at >= 0) {
      old.splice(at, 1);
      continue;
    }
    // The fix did not cause a problem that was unknown before, or a problem with ports if no pods were selected
    // before. But such a problem is evidence against a guess, so only a certain fix is still preferred.
    const [here, there] = [placeInWords(before, problem.resource), placeInWords(after, found.resource)];
    // Of two Services with one candidate, the second is less likely to mean it once the first has it.
    const isLessCertain =
      ['hint', 'information'].includes(found.severity) &&
      allProblems(before).some((other) => other.code === found.code && placeInWords(before, other.resource) === there);
    if (isLessCertain && there !== here) {
      continue;
    }
    const hadNoPods = found.code === 'service-port-missing' && selected.get(there)?.length === 0;
    assert.ok(hadNoPods || unknown.has(`${found.code} ${there}`), `new after "${fix.title}": ${each}`);
    assert.ok(there !== here || fix.unmistakable, `new where it was fixed by "${fix.title}": ${each}`);
  }
  assert.ok(old.includes(inWords(before, problem)), `still there after "${fix.title}": ${inWords(before, problem)}`);

  const targets = targetsOf(after);
  for (const [place, found] of selected) {
    if (found.length > 0 && problem.code === 'service-selects-strangers') {
      // The purpose of the fix is that it selects other pods.
      assert.notDeepEqual(targets.get(place), [], place);
    } else if (found.length > 0) {
      assert.deepEqual(targets.get(place), found, place);
    }
  }
}

/** Whether the fix names the workload whose labels it copies; the Service then selects this workload. */
function selectsNamed(before: Analysis, after: Analysis, problem: Problem, fix: Fix): boolean {
  const [, named] = /^Copy pod labels from (.*)$/.exec(fix.title) ?? [];
  if (named === undefined) {
    return false;
  }
  const targets = targetsOf(after).get(placeInWords(before, problem.resource));
  assert.ok(
    targets?.some((each) => each.startsWith(named)),
    fix.title,
  );
  return true;
}

/** Rules and documents for which the rule reported an unknown. */
function unknownPlaces(analysis: Analysis): ReadonlySet<string> {
  return new Set(
    pathsOf(analysis).flatMap((path) =>
      unknownOf(analysis, path).map(({ code, at }) => `${code} ${placeInWords(analysis, at)}`),
    ),
  );
}

/** What every Service selects, by its place in the order of all. */
function targetsOf(analysis: Analysis): ReadonlyMap<string, readonly string[]> {
  const index = new IndexReader(analysis.index);
  const found = new Map<string, readonly string[]>();
  for (const resource of allResources(analysis)) {
    if (resource.service) {
      const resolution = resolveServiceSelector(resource, index, analysis.settings);
      const targets = resolution.type === 'found' ? resolution.targets : [];
      found.set(
        placeInWords(analysis, resource),
        targets.map((each) => `${each.kind} "${each.name}" ${placeInWords(analysis, each)}`).sort(),
      );
    }
  }
  return found;
}

function textsOf({ workloads, services, oneFile, lineEnd }: Of<typeof workspaces>): Texts {
  const documents = [
    ...workloads.map((each, number) => workloadText(each, number)),
    ...services.map((each, number) => serviceText(each, number)),
  ].map((text) => text.replaceAll('\n', lineEnd));
  // Even a JSON document does not need a file of its own.
  return oneFile
    ? new Map([['all.yaml', documents.join(`---${lineEnd}`)]])
    : new Map(documents.map((text, number) => [`${String(number).padStart(2, '0')}.yaml`, text]));
}

type Of<T> = T extends fc.Arbitrary<infer V> ? V : never;

function workloadText({ name, kind, labels, namespace }: Of<typeof workload>, number: number): string {
  const pairs = (indent: string) => labels.map(([key, value]) => `${indent}${key}: ${value}\n`).join('');
  const metadata = `metadata:\n  name: ${name}${namespace && `\n  namespace: ${namespace}`}\n`;
  const containers = '- name: web\n      image: example\n      ports:\n        - containerPort: 80\n';
  return kind === 'Pod'
    ? `# ${number}\napiVersion: v1\nkind: Pod\n${metadata}  labels:\n${pairs('    ')}spec:\n  containers:\n    ${containers}`
    : `# ${number}\napiVersion: apps/v1\nkind: ${kind}\n${metadata}spec:\n  selector:\n    matchLabels:\n${pairs('      ')}` +
        `  template:\n    metadata:\n      labels:\n${pairs('        ')}        release: "1"\n    spec:\n      containers:\n        ${containers.replaceAll('\n      ', '\n          ')}`;
}

function serviceText(
  { name, selector, style, namespace, port, nodePort, type }: Of<typeof service>,
  number: number,
): string {
  if (style === 'json') {
    const spec = {
      ...(type && { type }),
      selector: Object.fromEntries(selector),
      ports: [{ port: JSON.parse(port), ...(nodePort && { nodePort: Number(nodePort) }) }],
    };
    const metadata = { name, ...(namespace && { namespace }) };
    return `${JSON.stringify({ apiVersion: 'v1', kind: 'Service', metadata, spec }, undefined, number % 2 === 0 ? 2 : undefined)}\n`;
  }
  const written = {
    block: `\n${selector.map(([key, value]) => `    ${key}: ${value}\n`).join('')}`,
    flow: ` {${selector.map(([key, value]) => `${key}: ${value}`).join(', ')}}\n`,
    quoted: `\n${selector.map(([key, value]) => `      "${key}": '${value}'\n`).join('')}`,
    commented: ` # labels\n${selector.map(([key, value]) => `    # next\n    ${key}:  ${value} # ${key}\n`).join('\n')}`,
  }[style];
  return (
    `# ${number}\napiVersion: v1\nkind: Service\nmetadata:\n  name: ${name}${namespace && `\n  namespace: ${namespace}`}\nspec:\n` +
    `${type && `  type: ${type}\n`}  selector:${written}  ports:\n    - port: ${port}\n${nodePort && `      nodePort: ${nodePort}\n`}`
  );
}

function fromScratch(texts: Texts): Analysis {
  const files = new Map([...texts].map(([path, text]) => [path, readFile(path, text)]));
  return analyse(emptyAnalysis, { files, complete: true }).analysis;
}

function fixed(texts: Texts, analysis: Analysis, fix: Fix): Texts {
  const next = new Map(texts);
  for (const { document, edits } of fix.changes) {
    const start = documentNow(analysis, document)!.start;
    const moved = edits.map(({ range, newText }) => ({
      range: { start: range.start + start, end: range.end + start },
      newText,
    }));
    next.set(document.file, applyEdits(next.get(document.file)!, moved));
  }
  return next;
}

function allProblems(analysis: Analysis): readonly Problem[] {
  return pathsOf(analysis).flatMap((path) => problemsOf(analysis, path));
}

function allResources(analysis: Analysis): readonly Resource[] {
  return [...entriesOf(analysis.index.files)].flatMap(([, file]) =>
    file.documents.flatMap((document) => document.facts.resources),
  );
}

function pathsOf(analysis: Analysis): readonly string[] {
  return [...entriesOf(analysis.index.files)].map(([path]) => path).sort();
}

/** A resource by its document's number in its file, which a fix does not change. */
function placeInWords(analysis: Analysis, { document }: Pick<Resource, 'document'>): string {
  const documents = fileOf(analysis, document.file)?.documents ?? [];
  return `${document.file} ${documents.findIndex((each) => each.facts === document)}`;
}

function inWords(analysis: Analysis, { code, resource, message }: Problem): string {
  return `${code} ${placeInWords(analysis, resource)} ${message.slice(0, 40)}`;
}
