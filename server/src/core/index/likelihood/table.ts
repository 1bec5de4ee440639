import type { FeatureName } from './features.ts';

/** Weights in logits. Written by `npm run judgement:fit -- … --write`; do not edit. */
export const weights: Readonly<Record<FeatureName, number>> = {
  typo: 7.5,
  shortTypo: 3.5,
  resembling: 2.5,
  mistypedKey: 4.5,
  extended: 3,
  sharedParts: 1.5,
  otherNumber: -2.5,
  otherKey: 3,
  otherValue: 1.5,
  ownSelector: 5.5,
  ownLabels: 1,
  otherNamespace: 0,
  sameName: 2,
  valueIsName: 1.5,
  port: 1.5,
  commonPort: 1,
  otherPort: -3.5,
  severalPorts: 1,
  portAlone: 1,
  pairsAlone: 3,
  file: 2,
  fileStem: 4,
  fileIsName: 2,
  containerIsName: 1.5,
  imageIsName: 2.5,
  bundle: -0.5,
  complement: -1.5,
  company: 1.5,
  lonePairOfFile: 0.5,
  unservedOnPort: 1,
  lastUnserved: 2,
  lastPair: 0,
  servedOnPort: -1.5,
  servedBySibling: 2,
  rolloutNames: 4.5,
  governed: 4,
  ends: -1.5,
  nowhere: 6.5,
  ownName: 1,
  heldElsewhere: 1,
  matchedElsewhere: 1,
  madeByOperator: 0.5,
  foreignDomain: 2.5,
  setAtRunTime: 2.5,
  unreadText: 1,
};

/**
 * Added to what speaks for the pods being elsewhere, in logits: where the selector differs from the baseline, and where nobody is
 * known to have changed anything.
 */
export const priors = { changed: -2, atRest: 0 } as const;
