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
  ownSelector: 5,
  ownLabels: 1.5,
  otherNamespace: 10,
  sameName: 2.5,
  valueIsName: 0.5,
  port: 1.5,
  commonPort: 1.5,
  otherPort: -3,
  severalPorts: 1,
  portAlone: 1,
  pairsAlone: 3,
  file: 2,
  fileStem: 3.5,
  fileIsName: 1.5,
  containerIsName: 1.5,
  imageIsName: 2,
  bundle: -1,
  complement: -2.5,
  company: -1,
  lonePairOfFile: 0,
  lastUnserved: 2.5,
  unservedOnPort: 0.5,
  lastPair: 0.5,
  servedOnPort: -1.5,
  servedBySibling: 2,
  rolloutNames: 4.5,
  governed: 3.5,
  ends: -2,
  nowhere: 6,
  ownName: 1.5,
  heldElsewhere: 0,
  matchedElsewhere: 2,
  madeByOperator: 1,
  foreignDomain: 2.5,
  setAtRunTime: 2.5,
  unreadText: 1.5,
};

/**
 * Added to what speaks for the pods being elsewhere, in logits: where the selector differs from the baseline, and where nobody is
 * known to have changed anything.
 */
export const priors = { changed: -1.25, atRest: -0.75 } as const;
