import type { Applied, ApplyPlan } from '../../server/src/lsp/protocol.ts';

/** A question, with everything that a person has to know to answer it. */
export interface Question {
  readonly message: string;
  readonly detail: string;
  readonly yes: string;
}

/** The question before anything is written. `isForced`: fields of other managers are taken over. */
export function applyQuestion({ context, items }: ApplyPlan, isForced: boolean): Question {
  const lines = items.map(({ label, namespace, outcome, dropped }) => {
    const place = namespace === '' ? 'of the whole cluster' : `in namespace ${namespace}`;
    const lost = dropped.length > 0 ? `; drops ${dropped.join(', ')}` : '';
    return `${label} ${place}: ${words[outcome]}${lost}`;
  });
  return {
    message: `Apply to ${context}?`,
    detail: [...lines, ...(isForced ? ['', 'Fields of other owners are overwritten.'] : [])].join('\n'),
    yes: isForced ? 'Overwrite and Apply' : 'Apply',
  };
}

/** The first of two questions if other managers own fields. Undefined if none does. */
export function conflictQuestion({ context, items }: ApplyPlan): Question | undefined {
  const reasons = items
    .filter(({ outcome }) => outcome === 'conflict')
    .flatMap(({ label, reasons: each }) => each.map((reason) => `${label}: ${reason}`));
  if (reasons.length === 0) return undefined;
  return {
    message: `Some of these fields have other owners in ${context}.`,
    detail: [
      ...reasons,
      '',
      'The owners may set them again. You see what would change before anything is overwritten.',
    ].join('\n'),
    yes: 'Show What Would Change',
  };
}

/** Why the manifests cannot be applied; undefined if they can. */
export function refusal({ items }: ApplyPlan): string | undefined {
  const refused = items.filter(({ outcome }) => outcome === 'refused');
  if (refused.length === 0) return undefined;
  return refused.map(({ label, reasons }) => `${label}: ${reasons.join('; ')}`).join('\n');
}

/** The result of an apply, in words. */
export function appliedText({ applied, failed, endpoints }: Applied): {
  readonly text: string;
  readonly isGood: boolean;
} {
  const isGood = failed.length === 0 && endpoints.every(({ isReady }) => isReady);
  const parts = [
    applied.length > 0 ? `Applied ${applied.join(', ')}.` : 'Nothing was applied.',
    ...failed.map((each) => `Not applied: ${each}.`),
    ...endpoints.map(({ service, text }) => `${service}: ${text}.`),
  ];
  return { text: parts.join(' '), isGood };
}

const words = {
  created: 'will be created',
  changed: 'will be changed',
  unchanged: 'stays unchanged',
  conflict: 'has other owners',
  refused: 'is rejected',
} as const;
