import type { Value } from '../template/value.ts';
import { isObject } from '../text/json.ts';

/** The type of a value, as a schema names it. A whole number is `number` and not `integer`. */
export function schemaTypeOf(value: Value): string {
  switch (value.kind) {
    case 'nil':
      return 'null';
    case 'bool':
      return 'boolean';
    case 'int':
    case 'float':
      return 'number';
    case 'list':
      return 'array';
    case 'map':
      return 'object';
    default:
      return 'string';
  }
}

/** @param type what `type` of a schema says, e.g. `integer` */
export function hasSchemaType(value: Value, type: unknown): boolean {
  return type === 'integer'
    ? value.kind === 'int' || (value.kind === 'float' && Number.isInteger(value.value))
    : schemaTypeOf(value) === type;
}

/** Whether a value is the same as a value of a schema, as `enum` and `const` compare them. */
export function equalsJson(value: Value, json: unknown): boolean {
  return JSON.stringify(jsonOf(value)) === JSON.stringify(sortedJson(json));
}

/** A value as JSON. With sorted keys, so that equal values have equal texts. */
export function jsonOf(value: Value): unknown {
  switch (value.kind) {
    case 'nil':
      return null;
    case 'bool':
    case 'float':
      return value.value;
    case 'int':
      return Number(value.value);
    case 'string':
      return value.text;
    case 'list':
      return value.items.map(jsonOf);
    case 'map':
      return Object.fromEntries(
        [...value.entries].sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, entry]) => [key, jsonOf(entry.value)]),
      );
    default:
      return undefined;
  }
}

function sortedJson(json: unknown): unknown {
  if (Array.isArray(json)) {
    return json.map(sortedJson);
  }
  return isObject(json)
    ? Object.fromEntries(
        Object.entries(json)
          .sort(([a], [b]) => (a < b ? -1 : 1))
          .map(([key, each]) => [key, sortedJson(each)]),
      )
    : json;
}
