import type { Shared } from './index/answers.ts';
import { type Dependencies, noDependencies } from './index/dependencies.ts';
import type { Index } from './index/index.ts';
import { IndexReader } from './index/reader.ts';
import { type Problem, type Severity, severities, type Unknown } from './model/problem.ts';
import type { Resource } from './model/resource.ts';
import type { Finding, Rule } from './rules/rule.ts';
import type { Settings } from './settings.ts';
import type { StatedSeverity } from './severity.ts';
import { orNone } from './text/emptyList.ts';
import { optional } from './text/optional.ts';

/** The findings of all rules about one resource. */
export interface Judgement {
  readonly problems: readonly Problem[];
  readonly unknown: readonly Unknown[];
  readonly from: Dependencies;
}

/** What the judgements of one step share. */
export interface JudgingStep {
  rulesFor(resource: Resource): readonly Rule[];
  readonly severityOf: StatedSeverity;
  readonly shared: Shared;
  /** Whether the dependencies of judgements are recorded. */
  readonly notes: boolean;
  /** The judgement before the change, of which findings that persist are kept (`Rule.persists`). */
  before?(resource: Resource): Judgement | undefined;
}

export function judge(
  resource: Resource,
  index: Index,
  { rulesFor, severityOf, shared, notes, before }: JudgingStep,
  settings: Settings,
): Judgement {
  const earlier = before?.(resource);
  const reader = new IndexReader(index, shared, notes);
  const problems: Problem[] = [];
  const unknown: Unknown[] = [];
  for (const rule of rulesFor(resource)) {
    if (resource.silenced.includes(rule.code) || isOffEverywhere(rule.code, settings)) {
      continue;
    }
    const context = { index: reader, settings };
    const kept = earlier && findingsOf(earlier, rule);
    if (kept && kept.problems.length + kept.unknown.length > 0 && rule.persists?.(resource, context)) {
      problems.push(...kept.problems);
      unknown.push(...kept.unknown);
      continue;
    }
    for (const finding of rule.check(resource, context)) {
      const severity = severityOf(rule.code, finding.at.document.file);
      if (severity === 'off') {
        continue;
      }
      if ('because' in finding) {
        unknown.push({ code: rule.code, resource, at: finding.at, because: finding.because });
      } else if (!isIgnored(rule.code, finding.at)) {
        problems.push({
          code: rule.code,
          severity: statedOrOwn(finding, severity),
          message: finding.message,
          resource,
          at: finding.at,
          related: finding.related ?? [],
          data: finding.data,
          ...optional('lost', finding.lost),
          ...optional('candidates', finding.candidates),
          ...optional('unfinished', finding.unfinished),
        });
      }
    }
  }
  const from = reader.dependencies();
  return problems.length + unknown.length === 0 && from === noDependencies
    ? nothing
    : { problems: orNone(problems), unknown: orNone(unknown), from };
}

/** An override may turn a rule on again for some files, and where a problem will be is known only after the check. */
function isOffEverywhere(code: string, { severity, overrides }: Settings): boolean {
  const isOff = (stated = 'off') => stated === 'off';
  return (
    severity[code] === 'off' &&
    overrides.every(({ severity: stated }) => isOff(typeof stated === 'string' ? stated : stated[code]))
  );
}

function findingsOf({ problems, unknown }: Judgement, { code }: Rule): Pick<Judgement, 'problems' | 'unknown'> {
  return {
    problems: problems.filter((each) => each.code === code),
    unknown: unknown.filter((each) => each.code === code),
  };
}

/** The user's setting states how severe a rule is, and not how likely a guess is, so it never raises a guess. */
function statedOrOwn(
  { severity, weak }: Pick<Extract<Finding, { severity: Severity }>, 'severity' | 'weak'>,
  stated: Severity | undefined,
): Severity {
  if (stated === undefined) {
    return severity;
  }
  const isWeak = weak || severity === 'hint';
  return isWeak && severities.indexOf(severity) > severities.indexOf(stated) ? severity : stated;
}

/**
 * The rules that apply to a resource, in order. Thousands of resources state the same set of facts, so the
 * rules are filtered once for each set.
 */
export function rulesByFacts(all: readonly Rule[]): JudgingStep['rulesFor'] {
  const facts = [...new Set(all.flatMap(({ of }) => of))];
  const known = new Map<number, readonly Rule[]>();
  return (resource) => {
    // The stated facts as bits of a number.
    let set = 0;
    for (const fact of facts) {
      set = set * 2 + Number(isStated(resource[fact]));
    }
    let chosen = known.get(set);
    if (chosen === undefined) {
      chosen = all.filter(({ of }) => of.some((fact) => isStated(resource[fact])));
      known.set(set, chosen);
    }
    return chosen;
  };
}

function isStated(fact: Resource[keyof Resource]): boolean {
  return fact !== undefined && !(Array.isArray(fact) && fact.length === 0);
}

/** Shared, because most resources have no findings. */
const nothing: Judgement = { problems: [], unknown: [], from: noDependencies };

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
