import { readdirSync } from 'node:fs';
import path from 'node:path';
import { type Analysis, fileOf } from '../../server/src/core/analysis.ts';
import { destinationsOf } from '../../server/src/core/cursor/destinations.ts';
import { placesOf } from '../../server/src/core/cursor/places.ts';
import { definitionsOf, isDefinition } from '../../server/src/core/cursor/relations.ts';
import { definitions } from '../../server/src/core/features/definition.ts';
import { references } from '../../server/src/core/features/references.ts';
import { IndexReader } from '../../server/src/core/index/reader.ts';
import { isAround, type Origin } from '../../server/src/core/model/origin.ts';
import { resourcesOf } from '../../server/src/core/problems.ts';

/** What came of going along every reference of a folder, there and back. */
export interface Travelled {
  /** Texts that refer to something. */
  readonly texts: number;
  /** Places to which they lead. */
  readonly targets: number;
  /** One line for each text whose definition does not lead to what its reference resolves to. */
  readonly astray: readonly string[];
  /** One line for each target whose references do not have the text. */
  readonly oneWay: readonly string[];
  /** Milliseconds of processor time of each request. */
  readonly milliseconds: { readonly definition: readonly number[]; readonly references: readonly number[] };
}

/** Of each repository. */
const mostTargets = 2000;

/**
 * Follows every reference of every repository of a folder to its definition, and each definition back, of a large
 * repository one in so many.
 */
export function travel(root: string, analysisOf: (folder: string) => Analysis): Travelled {
  const found = { texts: 0, targets: 0, astray: [] as string[], oneWay: [] as string[] };
  const milliseconds = { definition: [] as number[], references: [] as number[] };
  for (const repository of readdirSync(root).sort()) {
    const analysis = analysisOf(path.join(root, repository));
    const index = new IndexReader(analysis.index);
    const texts = textsOf(analysis, index);
    const step = Math.ceil([...texts.values()].reduce((sum, { targets }) => sum + targets.size, 0) / mostTargets);
    let passed = 0;
    for (const [key, { origin, targets }] of texts) {
      found.texts++;
      const where = `${repository}/${key}`;
      const reached = timed(milliseconds.definition, () =>
        definitions(analysis, 'definition', ...at(analysis, origin)),
      );
      const keys = new Set(reached?.destinations.map((each) => keyOf(analysis, each)));
      if (targets.size !== keys.size || ![...targets.keys()].every((each) => keys.has(each))) {
        found.astray.push(`${where}: ${[...keys].join(', ')} instead of ${[...targets.keys()].join(', ')}`);
      }
      for (const [target, place] of targets) {
        // A few repositories have more targets than all others together.
        passed++;
        if (passed % step !== 0) {
          continue;
        }
        found.targets++;
        const back = timed(milliseconds.references, () => references(analysis, ...at(analysis, place)));
        if (!back.mentions.some((each) => isAround(each, origin))) {
          found.oneWay.push(`${where}: not among the references of ${target}`);
        }
      }
    }
  }
  return { ...found, milliseconds };
}

/**
 * Every text of a workspace that refers to something elsewhere, with the places to which its reference resolves. A text
 * that an alias repeats, or that kustomize copies, may also refer to itself.
 */
function textsOf(analysis: Analysis, index: IndexReader) {
  const texts = new Map<string, { readonly origin: Origin; readonly targets: Map<string, Origin> }>();
  for (const resource of resourcesOf(analysis)) {
    for (const { thing, part, start, end, document = resource.document } of placesOf(
      resource,
      index,
      analysis.settings,
    )) {
      if (isDefinition(thing) || part === 'pair' || end === start) {
        continue;
      }
      const origin = { document, range: { start, end } };
      const destinations = destinationsOf(definitionsOf(thing, index), index).filter((each) => !isAround(each, origin));
      if (destinations.length > 0) {
        const key = keyOf(analysis, origin);
        const text = texts.get(key) ?? { origin, targets: new Map<string, Origin>() };
        texts.set(key, text);
        for (const each of destinations) {
          text.targets.set(keyOf(analysis, each), each);
        }
      }
    }
  }
  return texts;
}

function at(analysis: Analysis, { document, range }: Origin): [string, number, number] {
  const number = fileOf(analysis, document.file)!.documents.findIndex(({ facts }) => facts === document);
  // The middle of a pair is its colon, where the pair is meant and neither key nor value.
  return [document.file, number, range.start];
}

function keyOf(analysis: Analysis, origin: Origin): string {
  const [file, number] = at(analysis, origin);
  return `${file} ${number} ${origin.range.start}-${origin.range.end}`;
}

export function timed<T>(milliseconds: number[], run: () => T): T {
  const before = process.cpuUsage();
  const result = run();
  const { user, system } = process.cpuUsage(before);
  milliseconds.push((user + system) / 1000);
  return result;
}
