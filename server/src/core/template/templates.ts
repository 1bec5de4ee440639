import type { List, ParsedTemplate } from './nodes.ts';
import type { SourceText } from './origin.ts';
import { isEmpty } from './parser.ts';

/** A named template: a file, or what `define` and `block` define. */
export interface Template {
  readonly name: string;
  readonly root: List;
  readonly source: SourceText;
}

/** The templates that can call each other, by name. */
export type Templates = Map<string, Template>;

/**
 * Adds a file under its name, and its definitions. A later definition replaces an earlier one, unless it is blank.
 * Source: text/template Template.AddParseTree.
 */
export function addTemplate(templates: Templates, name: string, parsed: ParsedTemplate, source: SourceText): void {
  for (const definition of parsed.definitions) {
    add(templates, { name: definition.name, root: definition.root, source });
  }
  add(templates, { name, root: parsed.root, source });
}

function add(templates: Templates, template: Template): void {
  if (!isEmpty(template.root) || !templates.has(template.name)) {
    templates.set(template.name, template);
  }
}
