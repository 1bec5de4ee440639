import type { FeatureName } from './features.ts';

/** Weights in logits. Written by `npm run judgement:fit -- … --write`; do not edit. */
export const weights: Readonly<Record<FeatureName, number>> = {
  typo: 8,
  shortTypo: 3.5,
  resembling: 2.5,
  mistypedKey: 5,
  extended: 2.5,
  sharedParts: 2,
  otherNumber: -3,
  otherKey: 3.5,
  otherValue: 1.5,
  ownSelector: 6,
  ownLabels: 2,
  otherNamespace: 6,
  sameName: 2.5,
  valueIsName: 0.5,
  port: 1,
  commonPort: 1,
  otherPort: -3.5,
  severalPorts: 1,
  portAlone: 1,
  pairsAlone: 3,
  file: 2,
  fileStem: 3,
  fileIsName: 1.5,
  containerIsName: 1.5,
  imageIsName: 2,
  bundle: -1,
  complement: -2,
  company: -1.5,
  lonePairOfFile: 0.5,
  lastUnserved: 2,
  unservedOnPort: 1,
  lastPair: 0,
  servedOnPort: -1.5,
  servedBySibling: 2,
  rolloutNames: 4.5,
  governed: 4,
  ends: -2.5,
  nowhere: 6,
  ownName: 1.5,
  heldElsewhere: 0.5,
  matchedElsewhere: 1.5,
  madeByOperator: 1,
  foreignDomain: 3,
  setAtRunTime: 3,
  unreadText: 1.5,
};

/**
 * Added to what speaks for the pods being elsewhere, in logits: where the selector differs from the baseline, and where nobody is
 * known to have changed anything.
 */
export const priors = { changed: -1.5, atRest: -1.25 } as const;
