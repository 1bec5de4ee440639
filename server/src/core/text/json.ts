/** What a cluster or a file says in JSON is whatever it is: these take out of it what has the wanted shape, and nothing else. */

/** Undefined for a text that is no JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

export function objectAt(value: unknown, ...path: readonly string[]): Readonly<Record<string, unknown>> {
  const found = valueAt(value, path);
  return typeof found === 'object' && found !== null && !Array.isArray(found) ? (found as Record<string, unknown>) : {};
}

export function listAt(value: unknown, ...path: readonly string[]): readonly unknown[] {
  const found = valueAt(value, path);
  return Array.isArray(found) ? found : [];
}

export function textAt(value: unknown, ...path: readonly string[]): string | undefined {
  const found = valueAt(value, path);
  return typeof found === 'string' && found !== '' ? found : undefined;
}

/** As `textAt`, the empty string where there is none. */
export function jsonText(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

export function numberAt(value: unknown, ...path: readonly string[]): number | undefined {
  const found = valueAt(value, path);
  return typeof found === 'number' && Number.isFinite(found) ? found : undefined;
}

/** A number or a text as a text, e.g. a targetPort. */
export function textOrNumberAt(value: unknown, ...path: readonly string[]): string | undefined {
  return textAt(value, ...path) ?? numberAt(value, ...path)?.toString();
}

/** Labels, a selector: the members of an object that are texts. */
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
