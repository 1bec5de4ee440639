/**
 * JSON from a cluster or a file may have any shape. These functions return the parts with the expected shape
 * and ignore the rest.
 */

/** Undefined if the text is not valid JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function objectAt(value: unknown, ...path: readonly string[]): Readonly<Record<string, unknown>> {
  const found = valueAt(value, path);
  return isObject(found) ? found : {};
}

export function listAt(value: unknown, ...path: readonly string[]): readonly unknown[] {
  const found = valueAt(value, path);
  return Array.isArray(found) ? found : [];
}

export function textAt(value: unknown, ...path: readonly string[]): string | undefined {
  const found = valueAt(value, path);
  return typeof found === 'string' && found !== '' ? found : undefined;
}

/** Like `textAt`, but returns the empty string if there is no string. */
export function jsonText(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

export function numberAt(value: unknown, ...path: readonly string[]): number | undefined {
  const found = valueAt(value, path);
  return typeof found === 'number' && Number.isFinite(found) ? found : undefined;
}

/** A number or a string, as a string, e.g. a targetPort. */
export function textOrNumberAt(value: unknown, ...path: readonly string[]): string | undefined {
  return textAt(value, ...path) ?? numberAt(value, ...path)?.toString();
}

/** The members of an object that are strings, e.g. labels or a selector. */
export function textsAt(value: unknown, ...path: readonly string[]): ReadonlyMap<string, string> {
  const texts = Object.entries(objectAt(value, ...path)).filter(
    (entry): entry is [string, string] => typeof entry[1] === 'string',
  );
  return new Map(texts);
}

function valueAt(value: unknown, path: readonly string[]): unknown {
  let found = value;
  for (const key of path) {
    found =
      typeof found === 'object' && found !== null && Object.hasOwn(found, key)
        ? (found as Record<string, unknown>)[key]
        : undefined;
  }
  return found;
}
