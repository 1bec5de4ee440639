import { chartBroken } from './chartBroken.ts';
import { classMissing } from './classMissing.ts';
import { configMapKeyMissing } from './configMapKeyMissing.ts';
import { configMapMissing } from './configMapMissing.ts';
import { differsFromCluster } from './differsFromCluster.ts';
import { disruptionBudgetSelectsNothing } from './disruptionBudgetSelectsNothing.ts';
import { duplicateKey } from './duplicateKey.ts';
import { endpointsNotReady } from './endpointsNotReady.ts';
import { governingServiceMissing } from './governingServiceMissing.ts';
import { ingressBackendMissing } from './ingressBackendMissing.ts';
import { ingressPortMissing } from './ingressPortMissing.ts';
import { ingressRejected } from './ingressRejected.ts';
import { kustomizationBroken } from './kustomizationBroken.ts';
import { labelNotAString } from './labelNotAString.ts';
import { meshPolicySelectsNothing } from './meshPolicySelectsNothing.ts';
import { monitorSelectsNothing } from './monitorSelectsNothing.ts';
import { networkPolicySelectsNothing } from './networkPolicySelectsNothing.ts';
import { nodePortConflict } from './nodePortConflict.ts';
import { nodePortOutOfRange } from './nodePortOutOfRange.ts';
import { objectMissing } from './objectMissing.ts';
import { placementMissesOwnPods } from './placementMissesOwnPods.ts';
import { podRejected } from './podRejected.ts';
import { probePortMissing } from './probePortMissing.ts';
import { roleBindingRejected } from './roleBindingRejected.ts';
import { roleMissing } from './roleMissing.ts';
import { rolloutServiceMissing } from './rolloutServiceMissing.ts';
import { routeBackendMissing } from './routeBackendMissing.ts';
import { routeNotAttached } from './routeNotAttached.ts';
import { routeParentMissing } from './routeParentMissing.ts';
import { routePortMissing } from './routePortMissing.ts';
import type { Rule } from './rule.ts';
import { scaleTargetMissing } from './scaleTargetMissing.ts';
import { secretKeyMissing } from './secretKeyMissing.ts';
import { secretMissing } from './secretMissing.ts';
import { selectorRejected } from './selectorRejected.ts';
import { selectorTemplateMismatch } from './selectorTemplateMismatch.ts';
import { serviceAccountMissing } from './serviceAccountMissing.ts';
import { servicePortMissing } from './servicePortMissing.ts';
import { serviceRejected } from './serviceRejected.ts';
import { serviceSelectsNothing } from './serviceSelectsNothing.ts';
import { serviceSelectsStrangers } from './serviceSelectsStrangers.ts';
import { subsetMissing } from './subsetMissing.ts';
import { subsetSelectsNothing } from './subsetSelectsNothing.ts';
import { volumeClaimMissing } from './volumeClaimMissing.ts';
import { volumeMissing } from './volumeMissing.ts';
import { webhookPortMissing } from './webhookPortMissing.ts';
import { webhookServiceMissing } from './webhookServiceMissing.ts';

/** Every rule, in the order of the documentation. Podwire runs only the rules of this list. */
export const rules: readonly Rule[] = [
  serviceSelectsNothing,
  servicePortMissing,
  serviceSelectsStrangers,
  selectorTemplateMismatch,
  ingressBackendMissing,
  ingressPortMissing,
  routeBackendMissing,
  routePortMissing,
  routeParentMissing,
  routeNotAttached,
  subsetMissing,
  subsetSelectsNothing,
  objectMissing,
  scaleTargetMissing,
  governingServiceMissing,
  rolloutServiceMissing,
  disruptionBudgetSelectsNothing,
  networkPolicySelectsNothing,
  meshPolicySelectsNothing,
  monitorSelectsNothing,
  placementMissesOwnPods,
  configMapMissing,
  configMapKeyMissing,
  secretMissing,
  secretKeyMissing,
  serviceAccountMissing,
  volumeClaimMissing,
  volumeMissing,
  probePortMissing,
  roleMissing,
  classMissing,
  webhookServiceMissing,
  webhookPortMissing,
  labelNotAString,
  selectorRejected,
  serviceRejected,
  ingressRejected,
  podRejected,
  roleBindingRejected,
  duplicateKey,
  nodePortOutOfRange,
  nodePortConflict,
  chartBroken,
  kustomizationBroken,
  endpointsNotReady,
  differsFromCluster,
];
