import { type Entry, type GoMap, int, typeName, type Value } from '../value.ts';

/** reflect.Kind of a value. */
export function kindOf(value: Value): string {
  switch (value.kind) {
    case 'nil':
      return 'invalid';
    case 'float':
      return 'float64';
    case 'bytes':
    case 'list':
      return 'slice';
    case 'int':
      return value.type;
    case 'struct':
      return value.type.startsWith('*') ? 'ptr' : 'struct';
    case 'string':
    case 'bool':
    case 'map':
      return value.kind;
  }
}

/** Whether sprig takes a value as not set. Source: empty in defaults.go. */
export function isEmpty(value: Value): boolean {
  switch (value.kind) {
    case 'nil':
      return true;
    case 'bool':
      return !value.value;
    case 'int':
      return value.value === 0n;
    case 'float':
      return value.value === 0;
    case 'string':
      return value.text === '';
    case 'bytes':
      return value.bytes.length === 0;
    case 'list':
      return value.items.length === 0;
    case 'map':
      return value.entries.size === 0;
    case 'struct':
      return false;
  }
}

/** reflect.DeepEqual. An unknown value equals nothing. */
export function deepEqual(a: Value, b: Value): boolean {
  if (typeName(a) !== typeName(b) || a.origin?.unknown !== undefined || b.origin?.unknown !== undefined) {
    return false;
  }
  switch (a.kind) {
    case 'nil':
      return true;
    case 'string':
      return b.kind === 'string' && a.text === b.text;
    case 'bytes':
      return (
        b.kind === 'bytes' &&
        a.bytes.length === b.bytes.length &&
        a.bytes.every((byte, index) => byte === b.bytes[index])
      );
    case 'list':
      return (
        b.kind === 'list' &&
        a.items.length === b.items.length &&
        a.items.every((item, index) => deepEqual(item, b.items[index]!))
      );
    case 'map':
      return (
        b.kind === 'map' &&
        a.entries.size === b.entries.size &&
        [...a.entries].every(([key, { value }]) => {
          const other = b.entries.get(key);
          return other !== undefined && deepEqual(value, other.value);
        })
      );
    case 'struct':
      return a === b;
    case 'bool':
    case 'int':
    case 'float':
      return b.kind === a.kind && a.value === b.value;
  }
}

/** The items of what reflection calls a slice. Undefined for any other value. */
export function itemsOf(value: Value): readonly Value[] | undefined {
  return value.kind === 'list'
    ? value.items
    : value.kind === 'bytes'
      ? Array.from(value.bytes, (byte) => int(byte, 'uint8'))
      : undefined;
}

/**
 * A copy that shares no map with the value, because templates change maps in place. It shares all else. Source:
 * copystructure.Copy.
 */
export function deepCopy(value: GoMap): GoMap;
export function deepCopy(value: Value): Value;
export function deepCopy(value: Value): Value {
  switch (value.kind) {
    case 'map': {
      const entries = new Map<string, Entry>();
      for (const [key, entry] of value.entries) {
        const inner = deepCopy(entry.value);
        entries.set(key, inner === entry.value ? entry : { ...entry, value: inner });
      }
      return { ...value, entries };
    }
    case 'list': {
      const items = value.items.map((item) => deepCopy(item));
      return items.every((item, index) => item === value.items[index]) ? value : { ...value, items };
    }
    default:
      return value;
  }
}
