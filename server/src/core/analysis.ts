import { emptyIndex, type Index, IndexReader, updateIndex } from './index/index.ts';
import { emptyMap, entriesOf, type LayeredMap, lookUp, withChanges } from './index/layeredMap.ts';
import type { FileDocument, SourceFile } from './model/document.ts';
import type { Problem, Unknown } from './model/problem.ts';
import type { Resource } from './model/resource.ts';
import { rules } from './rules/list.ts';
import type { Rule } from './rules/rule.ts';
import { defaultSettings, type Settings } from './settings.ts';

/**
 * Everything that is known of one workspace folder at one moment. Immutable; `analyse` gives the next one, having judged
 * only the resources that a change concerns. Every feature is a pure function of it.
 */
export interface Analysis {
  /** Grows by one with each change. */
  readonly revision: number;
  readonly settings: Settings;
  readonly index: Index;
  readonly judgements: LayeredMap<Resource, Judgement>;
  /** Which resources a judgement was made for that looked at the key. */
  readonly readers: LayeredMap<string, ReadonlySet<Resource>>;
}

/** What all rules together say of one resource. */
export interface Judgement {
  readonly problems: readonly Problem[];
  readonly unknown: readonly Unknown[];
  /** The index keys it was made from. */
  readonly seen: ReadonlySet<string>;
}

export interface AnalysisChange {
  /** Files as they are now; `undefined` for one that is gone. */
  readonly files?: ReadonlyMap<string, SourceFile | undefined>;
  readonly settings?: Settings;
  /** Whether every file of the workspace has been read. */
  readonly complete?: boolean;
}

export const emptyAnalysis: Analysis = {
  revision: 0,
  settings: defaultSettings,
  index: emptyIndex,
  judgements: emptyMap(),
  readers: emptyMap(),
};

/** The next analysis, and the files whose problems may differ from before. */
export interface Step {
  readonly analysis: Analysis;
  readonly concerned: ReadonlySet<string>;
}

/** Takes a change in. Never throws; a rule that does is reported as a problem of that rule. */
export function analyse(previous: Analysis, change: AnalysisChange, withRules: readonly Rule[] = rules): Step {
  const settings = change.settings ?? previous.settings;
  const update = updateIndex(previous.index, change.files ?? new Map(), change.complete ?? previous.index.complete);
  const judgeAgain = new Set<Resource>(update.added);
  if (settings !== previous.settings) {
    for (const [resource] of entriesOf(previous.judgements)) {
      judgeAgain.add(resource);
    }
  }
  for (const key of update.touched) {
    for (const resource of lookUp(previous.readers, key) ?? []) {
      judgeAgain.add(resource);
    }
  }
  for (const resource of update.removed) {
    judgeAgain.delete(resource);
  }

  const concerned = new Set(change.files?.keys());
  const judgements = new Map<Resource, Judgement | undefined>();
  const readers = new Map<string, Set<Resource>>();
  const readersOf = (key: string): Set<Resource> => {
    let set = readers.get(key);
    if (!set) {
      set = new Set(lookUp(previous.readers, key));
      readers.set(key, set);
    }
    return set;
  };
  const forget = (resource: Resource) => {
    for (const key of lookUp(previous.judgements, resource)?.seen ?? []) {
      readersOf(key).delete(resource);
    }
  };
  for (const resource of update.removed) {
    forget(resource);
    judgements.set(resource, undefined);
  }
  for (const resource of judgeAgain) {
    forget(resource);
    const judgement = judge(resource, update.index, settings, withRules);
    judgements.set(resource, judgement);
    concerned.add(resource.document.file);
    for (const key of judgement.seen) {
      readersOf(key).add(resource);
    }
  }
  const readerChanges = new Map<string, ReadonlySet<Resource> | undefined>(readers);
  for (const [key, set] of readers) {
    if (set.size === 0) {
      readerChanges.set(key, undefined);
    }
  }
  return {
    analysis: {
      revision: previous.revision + 1,
      settings,
      index: update.index,
      judgements: withChanges(previous.judgements, judgements),
      readers: withChanges(previous.readers, readerChanges),
    },
    concerned,
  };
}

/** The problems that stand in a file, by offset. */
export function problemsOf(analysis: Analysis, path: string): readonly Problem[] {
  return judgementsOf(analysis, path)
    .flatMap((judgement) => judgement.problems)
    .sort((a, b) => compareInFile(analysis, a, b));
}

/** What is not known about the resources of a file, by offset. */
export function unknownOf(analysis: Analysis, path: string): readonly Unknown[] {
  return judgementsOf(analysis, path)
    .flatMap((judgement) => judgement.unknown)
    .sort((a, b) => compareInFile(analysis, a, b));
}

/** Where a document stands in its file now; undefined when it is no longer there. */
export function placeOf(analysis: Analysis, facts: FileDocument['facts']): FileDocument | undefined {
  return lookUp(analysis.index.files, facts.file)?.documents.find((document) => document.facts === facts);
}

function judgementsOf(analysis: Analysis, path: string): readonly Judgement[] {
  const documents = lookUp(analysis.index.files, path)?.documents ?? [];
  return documents
    .flatMap((document) => document.facts.resources)
    .flatMap((resource) => lookUp(analysis.judgements, resource) ?? []);
}

function compareInFile(analysis: Analysis, a: Problem | Unknown, b: Problem | Unknown): number {
  const start = (each: Problem | Unknown) => placeOf(analysis, each.at.document)?.start ?? 0;
  return (
    start(a) - start(b) ||
    a.at.range.start - b.at.range.start ||
    a.at.range.end - b.at.range.end ||
    (a.code < b.code ? -1 : a.code > b.code ? 1 : 0)
  );
}

function judge(resource: Resource, index: Index, settings: Settings, withRules: readonly Rule[]): Judgement {
  const seen = new Set<string>();
  const reader = new IndexReader(index, seen);
  const problems: Problem[] = [];
  const unknown: Unknown[] = [];
  for (const rule of withRules) {
    const severity = settings.severity[rule.code];
    if (severity === 'off' || resource.silenced.includes(rule.code)) {
      continue;
    }
    for (const finding of rule.check(resource, { index: reader, settings })) {
      if ('because' in finding) {
        unknown.push({ code: rule.code, resource, at: finding.at, because: finding.because });
      } else if (!isIgnored(rule.code, finding.at)) {
        problems.push({
          code: rule.code,
          severity: severity ?? finding.severity,
          message: finding.message,
          resource,
          at: finding.at,
          related: finding.related ?? [],
          data: finding.data,
        });
      }
    }
  }
  return { problems, unknown, seen };
}

/** A comment on the line of the problem, or on the line above it, silences the rule there. */
function isIgnored(code: string, at: Problem['at']): boolean {
  const { text, ignored } = at.document;
  return ignored.some((comment) => {
    if (comment.codes.length > 0 && !comment.codes.includes(code)) {
      return false;
    }
    const [from, to] =
      comment.start < at.range.start ? [comment.start, at.range.start] : [at.range.start, comment.start];
    const between = text.slice(from, to).match(/\r\n|\r|\n/g)?.length ?? 0;
    return between === 0 || (between === 1 && comment.start < at.range.start);
  });
}

/** A file as it was read last. */
export function fileOf(analysis: Analysis, path: string): SourceFile | undefined {
  return lookUp(analysis.index.files, path);
}
