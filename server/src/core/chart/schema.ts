import { RE2JS } from 're2js';
import type { Origin } from '../template/origin.ts';
import type { GoMap, Value } from '../template/value.ts';
import { isObject, parseJson } from '../text/json.ts';
import type { ChartInstance } from './instance.ts';
import { equalsJson, hasSchemaType, jsonOf, schemaTypeOf } from './schemaValue.ts';

/** Why values do not fit `values.schema.json`. */
export interface SchemaError {
  /** Continues "values don't meet the specifications of the schema: ". */
  readonly message: string;
  /** The value, if it has a place. */
  readonly origin?: Origin;
}

type Schema = boolean | { readonly [keyword: string]: unknown };

/**
 * The first value of a chart or its subcharts that its schema refuses. What the schema takes from elsewhere (`$ref` to
 * an address) is unread, so it accepts everything. Source: helm pkg/chartutil ValidateAgainstSchema; JSON Schema drafts
 * 4 to 2020-12.
 */
export function schemaError({ chart, dependencies, name }: ChartInstance, values: GoMap): SchemaError | undefined {
  const { schema } = chart;
  if (schema !== undefined) {
    const root = parsed(schema.text);
    const error =
      root === undefined ? { message: 'the schema is no JSON' } : new Validator(root).check(root, values, '', 0);
    if (error !== undefined) {
      return { ...error, message: `${name}: ${error.message}` };
    }
  }
  for (const each of dependencies) {
    const own = values.entries.get(each.name)?.value;
    const error = own?.kind === 'map' ? schemaError(each, own) : undefined;
    if (error !== undefined) {
      return error;
    }
  }
  return undefined;
}

/** Undefined if the text is no JSON, or JSON that is no schema. */
function parsed(text: string): Schema | undefined {
  const value = parseJson(text);
  return typeof value === 'boolean' || isObject(value) ? value : undefined;
}

/** A schema that refers to itself without an end accepts. */
const deepestSchema = 120;

class Validator {
  readonly #root: Schema;
  readonly #expressions = new Map<string, RE2JS | undefined>();

  constructor(root: Schema) {
    this.#root = root;
  }

  check(schema: unknown, value: Value, path: string, depth: number): SchemaError | undefined {
    const refused = (message: string): SchemaError => {
      const { origin } = value;
      return { message: `at '${path}': ${message}`, ...(origin && { origin }) };
    };
    if (schema === false) {
      return refused('false schema');
    }
    if (!isObject(schema) || depth > deepestSchema) {
      return undefined;
    }
    const inner = (each: unknown, of: Value = value, at = path) => this.check(each, of, at, depth + 1);
    if (typeof schema.$ref === 'string') {
      const error = inner(this.#resolve(schema.$ref));
      if (error !== undefined || this.#hidesSiblings()) {
        return error;
      }
    }
    return (
      this.#checkType(schema, value, refused) ??
      this.#checkCombinations(schema, inner, refused) ??
      this.#checkScalar(schema, value, refused) ??
      (value.kind === 'map' ? this.#checkMap(schema, value, path, inner, refused) : undefined) ??
      (value.kind === 'list' ? checkList(schema, value.items, path, inner, refused) : undefined)
    );
  }

  /** Up to draft 7, keywords next to `$ref` do not count. */
  #hidesSiblings(): boolean {
    return isObject(this.#root) && /draft-0[3-7]/.test(String(this.#root.$schema ?? ''));
  }

  #resolve(reference: string): unknown {
    if (reference === '#') {
      return this.#root;
    }
    if (!reference.startsWith('#/')) {
      return true;
    }
    let current: unknown = this.#root;
    for (const part of reference.slice(2).split('/')) {
      const key = decoded(part).replaceAll('~1', '/').replaceAll('~0', '~');
      current = isObject(current) ? current[key] : Array.isArray(current) ? current[Number(key)] : undefined;
    }
    return current ?? true;
  }

  #checkType(schema: { readonly [keyword: string]: unknown }, value: Value, refused: Refuse): SchemaError | undefined {
    const { type } = schema;
    const types: readonly unknown[] = Array.isArray(type) ? type : type === undefined ? [] : [type];
    if (types.length > 0 && !types.some((each) => hasSchemaType(value, each))) {
      return refused(`got ${schemaTypeOf(value)}, want ${types.join(' or ')}`);
    }
    if (Array.isArray(schema.enum) && !schema.enum.some((each) => equalsJson(value, each))) {
      return refused(`value must be one of ${schema.enum.map((each) => JSON.stringify(each)).join(', ')}`);
    }
    return 'const' in schema && !equalsJson(value, schema.const)
      ? refused(`value must be ${JSON.stringify(schema.const)}`)
      : undefined;
  }

  #checkCombinations(
    schema: { readonly [keyword: string]: unknown },
    inner: Check,
    refused: Refuse,
  ): SchemaError | undefined {
    for (const each of listOf(schema.allOf)) {
      const error = inner(each);
      if (error !== undefined) {
        return error;
      }
    }
    const any = listOf(schema.anyOf);
    if (any.length > 0 && any.every((each) => inner(each) !== undefined)) {
      return inner(any[0]) ?? refused("'anyOf' failed");
    }
    const one = listOf(schema.oneOf);
    if (one.length > 0) {
      const valid = one.filter((each) => inner(each) === undefined);
      if (valid.length !== 1) {
        return refused(valid.length === 0 ? "'oneOf' failed, none matched" : "'oneOf' failed, several matched");
      }
    }
    if (schema.not !== undefined && inner(schema.not) === undefined) {
      return refused("'not' failed");
    }
    if (schema.if !== undefined) {
      const branch = inner(schema.if) === undefined ? schema.then : schema.else;
      return branch === undefined ? undefined : inner(branch);
    }
    return undefined;
  }

  #checkScalar(
    schema: { readonly [keyword: string]: unknown },
    value: Value,
    refused: Refuse,
  ): SchemaError | undefined {
    if (value.kind === 'float' || value.kind === 'int') {
      return checkNumber(schema, Number(value.value), refused);
    }
    if (value.kind !== 'string') {
      return undefined;
    }
    const { pattern, minLength, maxLength } = schema;
    const length = [...value.text].length;
    if (typeof minLength === 'number' && length < minLength) {
      return refused(`minLength: got ${length}, want ${minLength}`);
    }
    if (typeof maxLength === 'number' && length > maxLength) {
      return refused(`maxLength: got ${length}, want ${maxLength}`);
    }
    return typeof pattern === 'string' && this.#expression(pattern)?.matcher(value.text).find() === false
      ? refused(`'${value.text}' does not match pattern '${pattern}'`)
      : undefined;
  }

  /** Undefined for an expression that Go would refuse. */
  #expression(pattern: string): RE2JS | undefined {
    if (!this.#expressions.has(pattern)) {
      let compiled: RE2JS | undefined;
      try {
        compiled = RE2JS.compile(pattern);
      } catch {
        compiled = undefined;
      }
      this.#expressions.set(pattern, compiled);
    }
    return this.#expressions.get(pattern);
  }

  #checkMap(
    schema: { readonly [keyword: string]: unknown },
    value: GoMap,
    path: string,
    inner: Check,
    refused: Refuse,
  ): SchemaError | undefined {
    const { entries } = value;
    const missing = listOf(schema.required).filter((key) => typeof key === 'string' && !entries.has(key));
    if (missing.length > 0) {
      return refused(`missing ${missing.map((key) => `'${String(key)}'`).join(', ')}`);
    }
    const { minProperties, maxProperties, additionalProperties } = schema;
    if (typeof minProperties === 'number' && entries.size < minProperties) {
      return refused(`minProperties: got ${entries.size}, want ${minProperties}`);
    }
    if (typeof maxProperties === 'number' && entries.size > maxProperties) {
      return refused(`maxProperties: got ${entries.size}, want ${maxProperties}`);
    }
    const properties = isObject(schema.properties) ? schema.properties : {};
    const patterns = isObject(schema.patternProperties) ? Object.entries(schema.patternProperties) : [];
    for (const [key, { value: each }] of entries) {
      const at = `${path}/${key}`;
      const own = Object.hasOwn(properties, key) ? [properties[key]] : [];
      const matching = patterns.filter(([pattern]) => this.#expression(pattern)?.matcher(key).find() === true);
      const schemas = [...own, ...matching.map(([, found]) => found)];
      if (schemas.length === 0) {
        if (additionalProperties === false) {
          return refused(`additional properties '${key}' not allowed`);
        }
        schemas.push(additionalProperties ?? true);
      }
      for (const found of schemas) {
        const error = inner(found, each, at);
        if (error !== undefined) {
          return error;
        }
      }
    }
    return this.#checkDependencies(schema, value, inner, refused);
  }

  #checkDependencies(
    schema: { readonly [keyword: string]: unknown },
    { entries }: GoMap,
    inner: Check,
    refused: Refuse,
  ): SchemaError | undefined {
    for (const keyword of ['dependencies', 'dependentRequired', 'dependentSchemas']) {
      const stated = schema[keyword];
      for (const [key, needed] of isObject(stated) ? Object.entries(stated) : []) {
        if (!entries.has(key)) {
          continue;
        }
        if (Array.isArray(needed)) {
          const missing = needed.filter((each) => !entries.has(String(each)));
          if (missing.length > 0) {
            return refused(`missing ${missing.map((each) => `'${String(each)}'`).join(', ')}, required by '${key}'`);
          }
        } else {
          const error = inner(needed);
          if (error !== undefined) {
            return error;
          }
        }
      }
    }
    return undefined;
  }
}

type Refuse = (message: string) => SchemaError;
type Check = (schema: unknown, value?: Value, path?: string) => SchemaError | undefined;

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function checkNumber(
  schema: { readonly [keyword: string]: unknown },
  value: number,
  refused: Refuse,
): SchemaError | undefined {
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf } = schema;
  // In draft 4, exclusiveMinimum and exclusiveMaximum are booleans.
  const isBelow = typeof minimum === 'number' && (exclusiveMinimum === true ? value <= minimum : value < minimum);
  if (isBelow || (typeof exclusiveMinimum === 'number' && value <= exclusiveMinimum)) {
    return refused(`minimum: got ${value}, want ${String(isBelow ? minimum : exclusiveMinimum)}`);
  }
  const isAbove = typeof maximum === 'number' && (exclusiveMaximum === true ? value >= maximum : value > maximum);
  if (isAbove || (typeof exclusiveMaximum === 'number' && value >= exclusiveMaximum)) {
    return refused(`maximum: got ${value}, want ${String(isAbove ? maximum : exclusiveMaximum)}`);
  }
  return typeof multipleOf === 'number' && multipleOf > 0 && !Number.isInteger(value / multipleOf)
    ? refused(`multipleOf: got ${value}, want ${multipleOf}`)
    : undefined;
}

function checkList(
  schema: { readonly [keyword: string]: unknown },
  items: readonly Value[],
  path: string,
  inner: Check,
  refused: Refuse,
): SchemaError | undefined {
  const { minItems, maxItems, uniqueItems, contains } = schema;
  if (typeof minItems === 'number' && items.length < minItems) {
    return refused(`minItems: got ${items.length}, want ${minItems}`);
  }
  if (typeof maxItems === 'number' && items.length > maxItems) {
    return refused(`maxItems: got ${items.length}, want ${maxItems}`);
  }
  if (uniqueItems === true && new Set(items.map((item) => JSON.stringify(jsonOf(item)))).size < items.length) {
    return refused('items are not unique');
  }
  if (contains !== undefined && !items.some((item, index) => inner(contains, item, `${path}/${index}`) === undefined)) {
    return refused('no items match contains schema');
  }
  const first = listOf(schema.prefixItems ?? schema.items);
  const rest = Array.isArray(schema.items) ? schema.additionalItems : schema.items;
  for (const [index, item] of items.entries()) {
    const error = inner(index < first.length ? first[index] : (rest ?? true), item, `${path}/${index}`);
    if (error !== undefined) {
      return error;
    }
  }
  return undefined;
}
