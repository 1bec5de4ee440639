import { kindOf } from '../../kinds/list.ts';
import { isMaker } from '../../kinds/makers.ts';
import { isCustomGroup } from '../../kinds/operated.ts';
import type { Reference } from '../../model/reference.ts';
import type { Resource } from '../../model/resource.ts';
import { extendsName } from '../evidence/nameSimilarity.ts';
import { containsWord } from './textSearch.ts';
import { type Doubt, isOfMissingChart, kindsOf } from './unrenderedChanges.ts';

/** Whether an unread part of a bundle may define the object or change its name. */
export function mayBeIn(doubt: Doubt, { kind, name }: Reference): boolean {
  if ('isSwitchedOff' in doubt) {
    return false;
  }
  if ('chartNames' in doubt) {
    return isOfMissingChart(doubt, name.value);
  }
  const isOfKind = kindsOf(doubt)?.includes(kind) !== false;
  return isOfKind && (!('text' in doubt) || doubt.text === undefined || containsWord(doubt.text, name.value));
}

/** Whether a chart makes an object of the kind with other values. */
export function isSwitchedOff(doubt: Doubt, kind: string): boolean {
  return 'isSwitchedOff' in doubt && kindsOf(doubt)?.includes(kind) === true;
}

/**
 * Whether an operator may create an object of this name: it uses the name of its custom resource, or a name
 * that the custom resource states.
 */
export function mayMake(resource: Resource, name: string): boolean {
  if (resource.group === 'gateway.networking.k8s.io') {
    // Source: istio.io, Kubernetes Gateway API, Automated Deployment: the objects are named after the Gateway
    // and its class.
    const start = `${resource.name}-`;
    return name.startsWith(start) && containsWord(resource.document.text, name.slice(start.length));
  }
  // The objects that a known kind creates are known too, unless the kind installs a chart or package that is
  // not read.
  const known = kindOf(resource.group, resource.kind);
  return (
    isCustomGroup(resource.group) &&
    !isMaker(resource.group, resource.kind) &&
    (known === undefined || known.installs !== undefined) &&
    resource.podTemplate === undefined &&
    (name === resource.name || extendsName(name, resource.name) || containsWord(resource.document.text, name))
  );
}
