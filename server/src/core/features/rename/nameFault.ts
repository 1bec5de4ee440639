import type { SameTexts } from '../../cursor/sameTexts.ts';
import type { Thing } from '../../cursor/things.ts';
import { labelKeyFault, labelValueFault } from '../../rules/labelSyntax.ts';
import { isDnsLabel, isToBeFilledIn } from '../../rules/serviceRejected/metadata.ts';

/** Why the API server would reject a new name of some texts, as a sentence without its full stop. */
export function nameFault(newName: string, { named, value, things }: SameTexts): string | undefined {
  const fault = (what: string, reason: string | undefined) => (reason === undefined ? undefined : `${what} ${reason}`);
  switch (named) {
    case 'label key':
      return fault('a label key', newName === '' ? 'is not empty' : labelKeyFault(newName));
    case 'label value':
      return fault('a label value', labelValueFault(newName));
    case 'port':
      return portNameFault(newName, things);
    case 'key':
      return /^(?!\.\.?$)(?!\.\.)[-._a-zA-Z0-9]{1,253}$/.test(newName)
        ? undefined
        : 'a key has at most 253 letters, digits, "-", "_" and ".", and does not begin with ".."';
    case 'volume':
      return isDnsLabel(newName)
        ? undefined
        : 'the name of a volume has only lower-case letters, digits and "-", and begins and ends with a letter or a digit';
    case 'object':
      return newName === value ? undefined : objectNameFault(newName, things);
  }
}

/** Whether a person or a script replaces the present name of an object, such as `PV_NAME`, before it is applied. */
export function isPlaceholder({ named, value, things }: SameTexts): boolean {
  return named === 'object' && isToBeFilledIn(value) && objectNameFault(value, things) !== undefined;
}

/**
 * Containers, target ports and Ingresses allow shorter names than Services. Sources:
 * k8s.io/apimachinery/pkg/util/validation IsValidPortName; k8s.io/kubernetes/pkg/apis/core/validation
 * validateServicePort; k8s.io/kubernetes/pkg/apis/networking/validation validateIngressBackend.
 */
function portNameFault(newName: string, things: ReadonlySet<Thing>): string | undefined {
  if ([...things].every(isPortNameOfService)) {
    return isDnsLabel(newName)
      ? undefined
      : 'the name of a port of a Service has at most 63 lower-case letters, digits and "-", and begins and ends with a letter or a digit';
  }
  return /^(?=.*[a-z])(?!.*--)[a-z0-9](?:[a-z0-9-]{0,13}[a-z0-9])?$/.test(newName)
    ? undefined
    : 'the name of a port has at most 15 lower-case letters, digits and single "-", and at least one letter';
}

/** Whether a thing is the name of a port of a Service or of a listener, or what refers to either. */
function isPortNameOfService(thing: Thing): boolean {
  return (
    (thing.type === 'port' && 'port' in thing.port) ||
    (thing.type === 'usage' && rolesWithServicePorts.has(thing.usage.role ?? ''))
  );
}

const rolesWithServicePorts: ReadonlySet<string> = new Set(['service monitor', 'route parent', 'policy target']);

/**
 * Sources: k8s.io/apimachinery/pkg/api/validation NameIsDNSSubdomain, NameIsDNSLabel;
 * k8s.io/kubernetes/pkg/apis/rbac/validation ValidateRBACName; k8s.io/apimachinery/pkg/api/validation/path
 * IsValidPathSegmentName.
 */
function objectNameFault(newName: string, things: ReadonlySet<Thing>): string | undefined {
  const objects = [...things].flatMap((thing) => (thing.type === 'object' ? [thing.resource] : []));
  if (objects.length > 0 && objects.every(({ group }) => group === 'rbac.authorization.k8s.io')) {
    return newName === '' || newName === '.' || newName === '..' || /[/%]/.test(newName)
      ? 'the name of a role or of its binding is not empty, ".", or "..", and has no "/" and no "%"'
      : undefined;
  }
  if (objects.some(({ service }) => service)) {
    return isDnsLabel(newName)
      ? undefined
      : 'the name of a Service has at most 63 lower-case letters, digits and "-", and begins and ends with a letter or a digit';
  }
  return newName.length <= longestSubdomain && newName.split('.').every(isDnsLabel)
    ? undefined
    : 'a name has only lower-case letters, digits, "-" and ".", and begins and ends with a letter or a digit';
}

const longestSubdomain = 253;
