import type { ParameterType } from './function.ts';
import { typeName, type Value } from './value.ts';

/** The name of a parameter's type in Go, for error texts. */
export function parameterName(type: ParameterType): string {
  return goNames[type];
}

const goNames: Readonly<Record<ParameterType, string>> = {
  any: 'interface {}',
  string: 'string',
  bool: 'bool',
  int: 'int',
  int64: 'int64',
  float64: 'float64',
  map: 'map[string]interface {}',
  list: '[]interface {}',
  strings: '[]string',
  bytes: '[]uint8',
  struct: 'struct',
};

/**
 * Whether Go passes the value to a parameter of the type. Source: text/template exec.go validateType.
 *
 * @returns the text of Go's error, or undefined
 */
export function refusedArgument(value: Value, type: ParameterType): string | undefined {
  if (type === 'any') {
    return undefined;
  }
  if (value.kind === 'nil') {
    if (value.untyped) {
      return type === 'map' || type === 'list' || type === 'strings' || type === 'bytes' || type === 'struct'
        ? undefined
        : `invalid value; expected ${goNames[type]}`;
    }
    return `wrong type for value; expected ${goNames[type]}; got interface {}`;
  }
  return isAssignable(value, type)
    ? undefined
    : `wrong type for value; expected ${goNames[type]}; got ${typeName(value)}`;
}

function isAssignable(value: Value, type: ParameterType): boolean {
  switch (type) {
    case 'string':
      return value.kind === 'string';
    case 'bool':
      return value.kind === 'bool';
    case 'int':
    case 'int64':
      return value.kind === 'int' && value.type === type;
    case 'float64':
      return value.kind === 'float';
    case 'map':
      // A named type is assignable to the type that it names.
      return value.kind === 'map' && (value.type === goNames.map || value.type === 'chartutil.Values');
    case 'list':
      return value.kind === 'list' && value.type === goNames.list;
    case 'strings':
      return value.kind === 'list' && (value.type === goNames.strings || value.type === 'chartutil.VersionSet');
    case 'bytes':
      return value.kind === 'bytes';
    default:
      return value.kind === 'struct';
  }
}
