import { originOf } from '../../model/origin.ts';
import type { Severity } from '../../model/problem.ts';
import type { Reference, ReferenceRole } from '../../model/reference.ts';
import type { Resource } from '../../model/resource.ts';
import { describeLabels, describePods, describeResource } from '../../resolve/describe.ts';
import { selectorMayMatch } from '../../resolve/evidence/match.ts';
import { resolveName } from '../../resolve/objectName.ts';
import { resolveServiceSelector } from '../../resolve/serviceSelector.ts';
import { patchedBy } from '../../resolve/unknown/unrenderedChanges.ts';
import type { Finding, RuleContext } from '../rule.ts';
import type { MissingNameData, MissingWords } from './namedTarget.ts';

/** Every reference of the role to a Service whose selector selects other pods than the workload's own. */
export function* judgePodsOfNamed(
  resource: Resource,
  role: ReferenceRole,
  words: MissingWords & { readonly severity: Severity },
  context: RuleContext,
): Generator<Finding> {
  for (const reference of resource.references) {
    if (reference.role === role) {
      yield* judgePods(resource, reference, words, context);
    }
  }
}

function* judgePods(
  resource: Resource,
  reference: Reference,
  { verb, consequence, severity }: MissingWords & { readonly severity: Severity },
  { index, settings }: RuleContext,
): Generator<Finding> {
  const resolution = resolveName({ referrer: resource, reference }, index, settings);
  const services = resolution.type === 'found' ? resolution.targets : [];
  const [service] = services;
  const template = resource.podTemplate;
  const selectsOthers = ({ service: facts }: Resource) =>
    facts?.selector !== undefined && template !== undefined && !selectorMayMatch(facts.selector, template);
  if (!service || !services.every(selectsOthers)) {
    return;
  }
  // Another rule reports a Service that selects nothing, at its selector.
  if (services.every((each) => resolveServiceSelector(each, index, settings).type === 'missing')) {
    return;
  }
  const at = originOf(resource, reference.name);
  const because = [resource, ...services]
    .map((each) => patchedBy(each, ['labels', 'selector'], index))
    .find((each) => each !== undefined);
  const selector = service.service?.selector;
  yield because === undefined
    ? {
        severity,
        message: `${describeResource(resource)} ${verb} Service "${reference.name.value}", which selects ${describeLabels(selector?.pairs ?? [])} and not its pods (${describePods(resource, selector?.pairs)}). ${consequence}`,
        at,
        related: [
          { message: `Selector of ${describeResource(service)}`, at: originOf(service, selector ?? service.nameRange) },
        ],
        data: { reference, candidates: [] } satisfies MissingNameData,
      }
    : { at, because };
}
