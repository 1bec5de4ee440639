/**
 * The syntax of labels that the API server accepts. Source: k8s.io/apimachinery/pkg/api/validate/content
 * IsLabelValue, IsLabelKey, IsDNS1123Subdomain.
 */

/** Why a string is not a label value; continues the sentence "a label value …". Undefined if it is one. */
export function labelValueFault(value: string): string | undefined {
  if (value.length > longestName) {
    return `has at most ${longestName} characters; this one has ${value.length}`;
  }
  if (value === '' || /^[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?$/.test(value)) {
    return undefined;
  }
  const wrong = /[^A-Za-z0-9._-]/u.exec(value)?.[0];
  return wrong === undefined
    ? 'begins and ends with a letter or a digit'
    : `has only letters, digits, "-", "_" and ".", and no ${nameOf(wrong)}`;
}

/** Why a string is not a label key; continues the sentence "a label key …". Undefined if it is one. */
export function labelKeyFault(key: string): string | undefined {
  const parts = key.split('/');
  if (parts.length > 2) {
    return 'has at most one "/"';
  }
  const name = parts.at(-1)!;
  if (parts.length === 2) {
    const prefix = parts[0]!;
    if (prefix === '') {
      return 'has a DNS name before its "/"';
    }
    if (prefix.length > longestSubdomain) {
      return `has at most ${longestSubdomain} characters before its "/"`;
    }
    if (!/^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/.test(prefix)) {
      return 'has a DNS name in lower case before its "/"';
    }
  }
  return name === '' ? 'is not empty' : labelValueFault(name);
}

const longestName = 63;
const longestSubdomain = 253;

function nameOf(character: string): string {
  switch (character) {
    case ' ':
      return 'space';
    case '\t':
      return 'tab';
    case '\n':
      return 'line break';
    default:
      return `"${character}"`;
  }
}
