/**
 * The table `server/src/core/render/schema.ts`, from what `go run . schema` prints: `go run . schema | node
 * writeSchema.ts`. Definitions that are alike in what can be merged below them are one, so that versions of an API
 * share them.
 */
import { stdin } from 'node:process';
import { text } from 'node:stream/consumers';

interface Table {
  readonly kinds: Readonly<Record<string, string>>;
  readonly definitions: Readonly<Record<string, Readonly<Record<string, Field>>>>;
  readonly clusterScoped: readonly string[];
}

interface Field {
  readonly of?: string;
  readonly keys?: readonly string[];
  readonly merge?: boolean;
}

export function schemaModule(table: Table): string {
  const shapes = new Map<string, string>();
  const names = new Map<string, string>();
  const known = new Map<string, string | undefined>();
  const nameOf = (definition: string): string | undefined => {
    if (known.has(definition)) {
      return known.get(definition);
    }
    // A definition that holds itself, as that of a CustomResourceDefinition's schema does, ends here.
    known.set(definition, undefined);
    const fields = Object.entries(table.definitions[definition] ?? {})
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .flatMap(([key, field]) => {
        const of = field.of === undefined ? undefined : nameOf(field.of);
        const keys = field.merge === true ? `[${(field.keys ?? []).join(' ')}]` : '';
        return of === undefined && keys === '' ? [] : [`${key}${keys}${of === undefined ? '' : `:${of}`}`];
      })
      .join(', ');
    if (fields === '') {
      return undefined;
    }
    let name = names.get(fields);
    if (name === undefined) {
      const short = definition.slice(definition.lastIndexOf('.') + 1);
      name = short;
      for (let number = 2; shapes.has(name); number++) {
        name = `${short}${number}`;
      }
      names.set(fields, name);
      shapes.set(name, fields);
    }
    known.set(definition, name);
    return name;
  };
  const kinds = Object.entries(table.kinds)
    .filter(([kind]) => !kind.endsWith('List') && !kind.endsWith('/CustomResourceDefinition'))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([kind, definition]) => {
      const name = nameOf(definition);
      // Of most kinds nothing but the metadata is ever merged.
      return name === undefined ? [] : [[kind, name] as const];
    });
  return `// Written by test/harness/kustomize/writeSchema.ts from kustomize's own schema of the built-in kinds.

/**
 * The name of the shape of each kind, by \`apiVersion/kind\`. A kind that is not listed has no lists that are
 * merged.
 */
export const shapeOfKind: Readonly<Record<string, string>> = {
${kinds.map(([kind, name]) => `  '${kind}': '${name}',\n`).join('')}};

/**
 * Shapes by name. A field is \`key[merge keys]:shape of the value or of an item\`. Brackets mark a list that is
 * merged: by these keys of its items, or, if the brackets are empty, as a list of plain values.
 */
export const shapes: Readonly<Record<string, string>> = {
${[...shapes].map(([name, fields]) => `  ${name}: '${fields}',\n`).join('')}};

/** Kinds that kustomize knows as cluster-scoped, by \`apiVersion/kind\`. */
export const clusterScopedKinds: ReadonlySet<string> = new Set([
${table.clusterScoped.map((kind) => `  '${kind}',\n`).join('')}]);
`;
}

if (import.meta.main) {
  process.stdout.write(schemaModule(JSON.parse(await text(stdin)) as Table));
}
