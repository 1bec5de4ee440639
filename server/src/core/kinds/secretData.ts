import { childrenOf, deref } from '../yaml/access.ts';
import { isUnreadValue } from '../yaml/keys.ts';
import type { Mapping, Node, Scalar, Tree } from '../yaml/node.ts';
import { read } from '../yaml/read.ts';
import { dataFields } from './headerKinds.ts';

/**
 * The text of a document without the values of Secrets: each character of them that is not white space becomes an `x`.
 * Offsets, lines and keys stay as they are. Everything that is kept, shown or sent is made of this text, so the values
 * of Secrets never leave the files.
 */
export function withoutSecretData(text: string): string {
  if (!text.includes('Secret') || !statesSecret.test(text)) {
    return text;
  }
  const { root, errors } = read(text);
  return root && errors.length === 0 ? replaced(text, secretValues(root)) : withoutIndentedValues(text);
}

const secretFields = dataFields.get('Secret')!;
const statesSecret = /\bkind["']?\s*:\s*["']?Secret\b/;

/**
 * The same for the text up to the end of a header, which has the keys of a Secret.
 *
 * @param tree that `readHeader` made of the text.
 */
export function withoutHeaderData(text: string, { root }: Tree): string {
  const values: Scalar[] = [];
  for (const { key, value } of root?.type === 'mapping' ? root.pairs : []) {
    if (value.type === 'mapping' && secretFields.includes(key.text)) {
      const nextField = text.slice(value.end).search(/[\r\n](?=[^\s#])/);
      const end = nextField < 0 ? text.length : value.end + nextField;
      for (const [at, pair] of value.pairs.entries()) {
        const start = isUnreadValue(pair.value) ? pair.key.end + 1 : pair.value.end;
        values.push({ type: 'scalar', style: 'plain', text: '', start, end: value.pairs[at + 1]?.start ?? end });
      }
    }
  }
  return replaced(text, [values]);
}

/** The values in the data of each Secret, also of those in a List, in the order of the text. */
function secretValues(root: Node): readonly (readonly Scalar[])[] {
  const found: Scalar[][] = [];
  const collect = (node: Node, values: Scalar[]): void => {
    if (node.type === 'scalar') {
      values.push(node);
    } else if (node.type !== 'alias') {
      for (const each of node.type === 'mapping' ? node.pairs.map(({ value }) => value) : node.items) {
        collect(each, values);
      }
    }
  };
  const search = (node: Node): void => {
    if (node.type === 'mapping' && isSecret(node)) {
      for (const { key, value } of node.pairs) {
        if (secretFields.includes(key.text)) {
          const values: Scalar[] = [];
          collect(value, values);
          found.push(values);
        }
      }
    } else {
      childrenOf(node).forEach(search);
    }
  };
  search(root);
  return found;
}

function isSecret({ pairs }: Mapping): boolean {
  return pairs.some(({ key, value }) => {
    const kind = key.text === 'kind' ? deref(value) : undefined;
    return kind?.type === 'scalar' && kind.text === 'Secret';
  });
}

/**
 * The text without values and the comments between them, which may hold former values. Quotes, the first line of a
 * block scalar, white space, and values that are null stay.
 *
 * @param groups the values of each map, in the order of the text.
 */
function replaced(text: string, groups: readonly (readonly Scalar[])[]): string {
  let kept = '';
  let from = 0;
  for (const values of groups) {
    for (const [at, { start, end, style, text: value }] of values.entries()) {
      const quotes = style === 'single' || style === 'double' ? 1 : 0;
      const isBlock = style === 'literal' || style === 'folded';
      const line = isBlock ? text.slice(start, end).search(/[\r\n]|$/) : 0;
      const isNull = style === 'plain' && /^(?:null|Null|NULL|~)$/.test(value);
      const [first, last] = [start + quotes + line, end - quotes];
      const before = text.slice(from, first);
      kept += (at === 0 ? before : withoutComments(before)) + (isNull ? value : hidden(text.slice(first, last)));
      from = last;
    }
    const rest = values.length > 0 ? text.slice(from).search(/[\r\n]|$/) : 0;
    kept += withoutComments(text.slice(from, from + rest));
    from += rest;
  }
  return kept + text.slice(from);
}

function withoutComments(between: string): string {
  return between.replace(/#(.*)/g, (_, comment: string) => `#${'x'.repeat(comment.length)}`);
}

function hidden(value: string): string {
  return value.replace(/^([ \t]*#)(.*)$|[^\s]/gm, (all: string, comment?: string, rest = '') =>
    comment === undefined ? 'x'.repeat(all.length) : comment + 'x'.repeat((rest as string).length),
  );
}

/** For a text that does not parse: what is indented below the data of a Secret, behind its keys. */
function withoutIndentedValues(text: string): string {
  let isData = false;
  return text.replace(/^.*$/gm, (line) => {
    const [, indent = '', key = '', value = ''] = /^([ \t-]*)(?:([\w./"'-]+[ \t]*:)(?:[ \t]|$))?(.*)$/.exec(line) ?? [];
    if (indent === '' && key !== '') {
      isData = secretFields.includes(key.replace(/["':\s]/g, ''));
    }
    return isData && !/^\s*\{\{[^"']*\}\}\s*$/.test(line)
      ? line.slice(0, line.length - value.length) + hidden(value)
      : line;
  });
}
