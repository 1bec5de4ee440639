import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { type TestContext, test } from 'node:test';
import { emptyLayers, type Layers } from '../../server/src/core/render/layerParts.ts';
import { type Render, renderKustomization } from '../../server/src/core/render/render.ts';
import { toJson } from '../../server/src/core/render/tree.ts';
import { corpus, corpusIsNotHere } from '../corpus/unpack.ts';
import { type Built, buildAll, kustomizeProgram, programVersion } from '../harness/kustomize/build.ts';
import { diskSource } from '../harness/kustomize/diskSource.ts';
import { type Json, wiringOf } from '../harness/kustomize/wiring.ts';
import { cacheFolder } from '../harness/vscode/cache.ts';

/** Directories of the corpus in which our render may differ from kustomize's, with the reason. */
const differing: Readonly<Record<string, string>> = {};

test('renders of the corpus are wired as kustomize wires them', (context) => {
  // Another folder of repositories, which nobody may have looked at yet.
  const others = process.env.PODWIRE_REPOSITORIES;
  const root = others ?? corpus();
  if (root === undefined) {
    context.skip(corpusIsNotHere);
    return;
  }
  const built = kustomizeOf(root, context, others === undefined);
  if (built === undefined) {
    return;
  }
  const sources = new Map<string, { source: ReturnType<typeof diskSource>; layers: Layers }>();
  const wrong: string[] = [];
  const refused: string[] = [];
  const untold: string[] = [];
  let equal = 0;
  for (const { directory, objects, error } of built) {
    const [repository = '', ...rest] = path.relative(root, directory).split(path.sep);
    let made = sources.get(repository);
    if (made === undefined) {
      made = { source: diskSource(path.join(root, repository)), layers: emptyLayers() };
      sources.set(repository, made);
    }
    const render = renderKustomization(made.source, rest.join('/'), made.layers);
    const place = [repository, ...rest].join('/');
    if (error !== undefined) {
      const isNetwork = error.includes('proxyconnect');
      if (
        !isNetwork &&
        render !== undefined &&
        render.bundle.problems.length === 0 &&
        render.bundle.unread.length === 0
      ) {
        untold.push(`${place}: ${error.slice(-200)}`);
      }
      continue;
    }
    const difference = differenceOf(objects ?? [], render);
    if (difference === undefined) {
      equal++;
    } else if (!(place in differing)) {
      wrong.push(`${place}: ${difference}`);
    }
    if (render !== undefined && render.bundle.problems.length > 0) {
      refused.push(`${place}: ${render.bundle.problems[0]!.reason}`);
    }
  }
  const total = built.filter((each) => each.error === undefined).length;
  context.diagnostic(`${equal} of ${total} that kustomize builds are equal; it refuses ${built.length - total} others`);
  assert.deepEqual(wrong, []);
  assert.ok(equal >= total * 0.99);
  assert.deepEqual(refused, [], 'problems where kustomize has none');
  assert.deepEqual(untold, [], 'no problem and nothing unread where kustomize refuses');
});

/** The answer of the real kustomize for every directory. Kept for the unchanging corpus, because it takes minutes. */
function kustomizeOf(root: string, context: TestContext, keep: boolean): readonly Built[] | undefined {
  const program = kustomizeProgram();
  if (program === undefined) {
    assert.notEqual(process.env.CI, 'true', 'Go is needed where CI=true');
    context.skip('Go is not installed');
    return undefined;
  }
  if (!keep) {
    return buildAll(program, directoriesIn(root));
  }
  const kept = path.join(cacheFolder('kustomize'), `${path.basename(path.dirname(root))}-${programVersion()}.json`);
  if (fs.existsSync(kept)) {
    const builds = JSON.parse(fs.readFileSync(kept, 'utf8')) as Built[];
    return builds.map((each) => ({ ...each, directory: path.join(root, each.directory) }));
  }
  const built = buildAll(program, directoriesIn(root));
  const relative = built.map((each) => ({ ...each, directory: path.relative(root, each.directory) }));
  const unfinished = `${kept}.${process.pid}`;
  fs.writeFileSync(unfinished, JSON.stringify(relative));
  fs.renameSync(unfinished, kept);
  return built;
}

function directoriesIn(root: string): string[] {
  const names = new Set(['kustomization.yaml', 'kustomization.yml', 'Kustomization']);
  const found = fs.readdirSync(root, { recursive: true, withFileTypes: true });
  return [
    ...new Set(found.filter((each) => each.isFile() && names.has(each.name)).map((each) => each.parentPath)),
  ].sort();
}

/** The first difference in what wires, or undefined. CustomResourceDefinitions are not read, and wire nothing. */
function differenceOf(objects: readonly Json[], render: Render | undefined): string | undefined {
  const theirs = byIdentity(objects);
  const ours = byIdentity((render?.bundle.objects ?? []).map(({ root }) => toJson(root) as Json));
  for (const [identity, object] of theirs) {
    const own = ours.get(identity);
    if (own === undefined) {
      return `lacks ${identity}`;
    }
    const [expected, found] = [JSON.stringify(wiringOf(object)), JSON.stringify(wiringOf(own))];
    if (expected !== found) {
      return `${identity} is ${found}, not ${expected}`;
    }
  }
  const surplus = [...ours.keys()].find((identity) => !theirs.has(identity));
  return surplus === undefined ? undefined : `has ${surplus}`;
}

function byIdentity(objects: readonly Json[]): ReadonlyMap<string, Json> {
  const named = objects
    .filter((object) => object.kind !== 'CustomResourceDefinition')
    .map((object) => {
      const { name, namespace } = object.metadata as { name?: string; namespace?: string };
      return [`${object.apiVersion} ${object.kind} ${namespace ?? ''}/${name}`, object] as const;
    });
  return new Map(named);
}
