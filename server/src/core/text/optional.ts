/**
 * A property that is absent if its value is undefined, because the analysis keeps tens of thousands of these
 * objects.
 */
export function optional<K extends string, V>(key: K, value: V | undefined): { [key in K]?: V } {
  return value === undefined ? {} : ({ [key]: value } as { [key in K]: V });
}
