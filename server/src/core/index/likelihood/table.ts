import type { FeatureName } from './features.ts';

/** Weights in logits. Written by `npm run judgement:fit -- … --write`; do not edit. */
export const weights: Readonly<Record<FeatureName, number>> = {
  typo: 7.75,
  shortTypo: 3.75,
  resembling: 2.75,
  mistypedKey: 5.25,
  extended: 2.75,
  sharedParts: 2.25,
  otherNumber: -3,
  otherKey: 3.75,
  otherValue: 2,
  contradicted: -4.75,
  pairsAlone: 2.5,
  ownSelector: 6,
  ownLabels: 0.5,
  askerLabels: 2.5,
  otherNamespace: 10,
  sameName: 2.5,
  extendedName: 1.25,
  port: 2.75,
  otherPort: -3,
  file: 2,
  fileStem: 3.5,
  ownDirectory: 3,
  containerIsName: 2.5,
  imageIsName: 2.25,
  lastUnserved: 2.75,
  lastOfSameName: 2.5,
  servedOnPort: -2,
  servedBySibling: 1.5,
  rolloutNames: 4.75,
  governed: 3.5,
  ends: -2.5,
  nowhere: 7,
  ownName: 1.75,
  matchedElsewhere: 1.75,
  mayBeElsewhere: 2,
};

/**
 * Added to what speaks for the pods being elsewhere, in logits: where the selector differs from the baseline, and where nobody is
 * known to have changed anything.
 */
export const priors = { changed: -2, atRest: -1.5 } as const;
