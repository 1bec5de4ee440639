import type { FeatureName } from './features.ts';

/** Weights in logits. Written by `npm run judgement:fit -- … --write`; do not edit. */
export const weights: Readonly<Record<FeatureName, number>> = {
  typo: 7.7,
  shortTypo: 3.6,
  resembling: 2.9,
  mistypedKey: 5.3,
  extended: 2.7,
  sharedParts: 2.3,
  otherNumber: -3.1,
  otherKey: 3.9,
  otherValue: 2,
  contradicted: -4.8,
  pairsAlone: 2.6,
  ownSelector: 5.9,
  ownLabels: 0.6,
  askerLabels: 2.4,
  otherNamespace: 10,
  sameName: 2.4,
  extendedName: 1.3,
  port: 2.8,
  otherPort: -3.1,
  file: 2.1,
  fileStem: 3.6,
  ownDirectory: 3,
  containerIsName: 2.6,
  imageIsName: 2.3,
  lastUnserved: 2.7,
  lastOfSameName: 2.5,
  servedOnPort: -1.9,
  servedBySibling: 1.5,
  rolloutNames: 4.8,
  governed: 3.5,
  ends: -2.4,
  nowhere: 6.9,
  ownName: 1.8,
  matchedElsewhere: 1.7,
  mayBeElsewhere: 1.9,
};

/**
 * Added to the score for pods in another place, in logits: `changed` if the selector differs from the baseline,
 * `atRest` if no change is known.
 */
export const priors = { changed: -2, atRest: -1.5 } as const;
