import type { FeatureName } from './features.ts';

/** Weights in logits. Written by `npm run judgement:fit -- … --write`; do not edit. */
export const weights: Readonly<Record<FeatureName, number>> = {
  typo: 9,
  shortTypo: 5,
  resembling: 2.5,
  mistypedKey: 6,
  extended: 3,
  sharedParts: 2,
  otherNumber: -3,
  otherKey: 4,
  otherValue: 2,
  ownSelector: 6.5,
  ownLabels: 2,
  otherNamespace: 10,
  sameName: 2.5,
  valueIsName: 1,
  port: 1,
  commonPort: 1,
  otherPort: -3.5,
  severalPorts: 1.5,
  portAlone: 1,
  pairsAlone: 3.5,
  file: 2,
  fileStem: 3,
  fileIsName: 1.5,
  containerIsName: 1.5,
  imageIsName: 2,
  bundle: -1,
  complement: -2.5,
  company: -1,
  lonePairOfFile: 0.5,
  lastUnserved: 2,
  unservedOnPort: 1,
  lastPair: 0.5,
  servedOnPort: -1,
  servedBySibling: 2,
  rolloutNames: 5.5,
  governed: 4.5,
  ends: -2,
  nowhere: 6.5,
  ownName: 1,
  heldElsewhere: 0.5,
  matchedElsewhere: 1,
  madeByOperator: 1,
  foreignDomain: 2.5,
  setAtRunTime: 4,
  unreadText: 2,
};

/**
 * Added to what speaks for the pods being elsewhere, in logits: where the selector differs from the baseline, and where nobody is
 * known to have changed anything.
 */
export const priors = { changed: -1, atRest: -0.75 } as const;
