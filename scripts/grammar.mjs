// Writes syntaxes/kubernetes-wiring.tmLanguage.json. TextMate grammars have no variables, and the same few expressions
// (a label key, a value, the end of a line) are needed in many places of it, so they have their names here.
//
//   node scripts/grammar.mjs
//
// What is scoped, and why these scopes: syntaxes/README.md.
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/**
 * The injection grammar in VS Code's format. It uses one property: while the built-in YAML grammar is at a key
 * of a block map, every enclosing map has already consumed its indentation, so `\G` is the key's column, on the
 * key's own line and on each line after it. A block ends at the first line that has a character other than
 * white space at this column.
 */
export function wiringGrammar() {
  return {
    information_for_contributors: [
      'Written by scripts/grammar.mjs: edit that file.',
      'What is scoped and why: README.md beside this file. Tests: test/grammar.',
    ],
    name: 'Kubernetes wiring in YAML (Podwire)',
    scopeName: 'podwire.wiring.injection',
    injectionSelector:
      'L:source.yaml meta.mapping.yaml - string - comment, L:source.yaml meta.flow.mapping.yaml - string - comment',
    patterns: [
      { include: '#labels' },
      { include: '#selector' },
      { include: '#labels-flow' },
      { include: '#selector-flow' },
      { include: '#node-port' },
    ],
    repository: {
      labels: block('labels', 'meta.labels.podwire'),
      selector: block('matchLabels|selector', 'meta.selector.podwire'),
      'labels-flow': flowMap('labels', 'meta.labels.podwire'),
      'selector-flow': flowMap('matchLabels|selector', 'meta.selector.podwire'),
      'node-port': nodePort,
      pairs,
      pair,
      'unfinished-key': unfinishedKey,
      'other-line': otherLine,
      'flow-pair': flowPair,
      comment,
      yaml: {
        comment: 'The built-in grammar as it embeds itself elsewhere; the second where source.yaml.1.2 is absent.',
        patterns: [{ include: 'source.yaml.1.2' }, { include: 'source.yaml.embedded' }],
      },
    },
  };
}

// Kubernetes label keys, with or without a prefix. The rules check their exact syntax.
const labelKey = '[A-Za-z0-9][-A-Za-z0-9_./]*';

// The values that YAML 1.2 resolves to null, a boolean or a number. They keep the colour of the YAML grammar:
// in a label that colour is the first sign of a mistake.
const notAString =
  '(?:null|Null|NULL|~|true|True|TRUE|false|False|FALSE|[-+]?[0-9]+|0o[0-7]+|0x[0-9A-Fa-f]+' +
  '|[-+]?(?:\\.[0-9]+|[0-9]+(?:\\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?|[-+]?\\.(?:inf|Inf|INF)|\\.(?:nan|NaN|NAN))';

const labelSelectorParts = 'match(?:Labels|Expressions)';
const plainValue = '[^\\s#"\'&*!|>%@`{}\\[\\],?:-](?:[^\\s:{}]|:(?=\\S))*';
const endOfValue = '(?=[ \\t]*$|[ \\t]+#)';

// A pair continues over lines that are indented more than its key, blank lines, comments, and items of a
// sequence at the key's own column.
const sameEntry = '\\G(?=[ \\t]|$|#|-(?:[ \\t]|$))';

// The same for a whole block, with the expression of the built-in grammar (block-map-value), with which it has
// to agree.
const sameBlock = '\\G(?![?:!"\'0-9A-Za-z$()+./;<=\\\\^_~\\[{\\x{A0}-\\x{10FFFF}]|-\\S)';

const plainKeyScopes = 'meta.map.key.yaml string.unquoted.plain.yaml entity.name.tag.yaml';
const flowKeyScopes = 'meta.flow.map.key.yaml string.unquoted.plain.in.yaml entity.name.tag.yaml';
const doubleKeyScopes = 'meta.map.key.yaml string.quoted.double.yaml entity.name.tag.yaml';
const singleKeyScopes = 'meta.map.key.yaml string.quoted.single.yaml entity.name.tag.yaml';
// Not `variable.other`: the default light and dark themes of VS Code give it the colour of plain text.
const labelKeyScope = 'variable.label-key.podwire';
const indentation = { name: 'punctuation.whitespace.indentation.yaml' };
const space = { name: 'punctuation.whitespace.separator.yaml' };
const colon = { name: 'punctuation.separator.map.value.yaml' };
const stringBegin = { name: 'punctuation.definition.string.begin.yaml' };
const stringEnd = { name: 'punctuation.definition.string.end.yaml' };

/** A block map under one of `keys` (alternatives of an expression). */
function block(keys, scope) {
  return {
    begin: `\\G(${keys})([ \\t]*)(:)(?:([ \\t]+)((&)([^\\s,\\[\\]{}]+)))?${endOfValue}`,
    beginCaptures: {
      1: { name: plainKeyScopes },
      2: space,
      3: colon,
      4: space,
      5: { name: 'keyword.control.flow.anchor.yaml' },
      6: { name: 'punctuation.definition.anchor.yaml' },
      7: { name: 'variable.other.anchor.yaml' },
    },
    while: sameBlock,
    name: scope,
    patterns: [{ include: '#comment' }, { include: '#pairs' }, { include: '#yaml' }],
  };
}

/**
 * A flow map under one of `keys` that is closed on its own line and contains only strings. The YAML grammar
 * handles any other: a rule with an end cannot hand over to a grammar that ends by indentation.
 */
function flowMap(keys, scope) {
  const key =
    `(?:(?!${notAString}[ \\t]*:|${labelSelectorParts}[ \\t]*:)${labelKey}[ \\t]*:[ \\t]+` +
    `|(?:"${labelKey}"|'${labelKey}')[ \\t]*:[ \\t]*)`;
  const value = `(?:"[^"\\\\]*"|'[^']*'|(?!${notAString}[ \\t]*[,}])[A-Za-z0-9_][-A-Za-z0-9_./]*)`;
  const map = `[ \\t]*(?:${key}${value}[ \\t]*(?:,[ \\t]*|(?=\\})))*\\}`;
  return {
    begin: `\\G(${keys})([ \\t]*)(:)([ \\t]+)(\\{)(?=${map}[ \\t]*(?:$|[,}]|(?<=[ \\t])#))`,
    beginCaptures: {
      1: { name: plainKeyScopes },
      2: space,
      3: colon,
      4: space,
      5: { name: 'punctuation.definition.mapping.begin.yaml' },
    },
    end: '\\}',
    endCaptures: { 0: { name: 'punctuation.definition.mapping.end.yaml' } },
    name: `${scope} meta.flow.mapping.yaml`,
    patterns: [
      { include: '#flow-pair' },
      { match: ',', name: 'punctuation.separator.mapping.yaml' },
      { match: '[ \\t]+', ...space },
    ],
  };
}

const nodePort = {
  match: '\\G(nodePort)([ \\t]*)(:)([ \\t]+)([0-9]+)(?=[ \\t]*$|[ \\t]+#|[ \\t]*[,}])',
  captures: {
    1: { name: plainKeyScopes },
    2: space,
    3: colon,
    4: space,
    5: {
      name: 'string.unquoted.plain.out.yaml constant.numeric.integer.decimal.yaml constant.numeric.node-port.podwire',
    },
  },
};

const pairs = {
  comment: 'The lines of a block, from the first that is an entry of a map. Blank lines and comments stand anywhere.',
  begin: '\\G( +)(?=\\{\\{|(?:[^\\s#-]|-\\S).*?:(?:[ \\t]|$))',
  beginCaptures: { 1: indentation },
  while: '\\G(?:(\\1)(?=[ \\t]*[^\\s#])|(?=[ \\t]*(?:#|$))|( *)([ \\t]*[^\\s#]))',
  whileCaptures: { 1: indentation, 2: indentation, 3: { name: 'invalid.illegal.expected-indentation.yaml' } },
  name: 'meta.mapping.yaml',
  patterns: [{ include: '#comment' }, { include: '#pair' }, { include: '#unfinished-key' }, { include: '#other-line' }],
};

const pair = {
  comment: 'A key with a scalar or a template on its line, as a label has.',
  begin:
    `\\G(?!(?:${notAString}|${labelSelectorParts})[ \\t]*:)(?:(${labelKey})|(")(${labelKey})(")|(')(${labelKey})('))` +
    `([ \\t]*)(:)(?=[ \\t]+(?:[&!]\\S+[ \\t]+)?(?:"(?:[^"\\\\]|\\\\.)*"|'(?:[^']|'')*'|[^\\s"'{\\[]*\\{\\{.*` +
    `|[^\\s#"'|>{\\[&!]\\S*)[ \\t]*(?:$|(?<=[ \\t])#))`,
  beginCaptures: {
    1: { name: `${plainKeyScopes} ${labelKeyScope}` },
    ...quotedKeyCaptures(2),
    8: space,
    9: colon,
  },
  while: sameEntry,
  patterns: [
    {
      match: `\\G([ \\t]+)(?!${notAString}${endOfValue})(${plainValue})${endOfValue}`,
      captures: { 1: space, 2: { name: 'string.unquoted.plain.out.yaml meta.label-value.podwire' } },
    },
    {
      match: `\\G([ \\t]+)((")[^"\\\\]*("))${endOfValue}`,
      captures: {
        1: space,
        2: { name: 'string.quoted.double.yaml meta.label-value.podwire' },
        3: stringBegin,
        4: stringEnd,
      },
    },
    {
      match: `\\G([ \\t]+)((')[^']*('))${endOfValue}`,
      captures: {
        1: space,
        2: { name: 'string.quoted.single.yaml meta.label-value.podwire' },
        3: stringBegin,
        4: stringEnd,
      },
    },
    { include: '#comment' },
    { include: '#yaml' },
  ],
};

const unfinishedKey = {
  comment: 'A key that is being typed has the colour of a key, its end marked, as the YAML grammar has it.',
  match: `\\G(?!${notAString}[ \\t]*$)([^\\s#"'&*!|>%@\`{}\\[\\],?:-][^:#]*)(?<=([^\\s:#]))([ \\t]*)$`,
  captures: {
    1: { name: plainKeyScopes },
    2: { name: 'invalid.illegal.expected-map-separator.yaml' },
    3: space,
  },
};

const otherLine = {
  comment: 'Anything else in a block (a template, a merge key, a nested map) is left to the YAML grammar.',
  begin: '\\G(?=\\S)',
  while: sameEntry,
  patterns: [{ include: '#yaml' }],
};

const flowPair = {
  match:
    `(?:(${labelKey})|(")(${labelKey})(")|(')(${labelKey})('))([ \\t]*)(:)([ \\t]*)` +
    `(?:((")[^"\\\\]*("))|((')[^']*('))|([^\\s,}]+))`,
  captures: {
    1: { name: `${flowKeyScopes} ${labelKeyScope}` },
    ...quotedKeyCaptures(2),
    8: space,
    9: colon,
    10: space,
    11: { name: 'string.quoted.double.yaml meta.label-value.podwire' },
    12: stringBegin,
    13: stringEnd,
    14: { name: 'string.quoted.single.yaml meta.label-value.podwire' },
    15: stringBegin,
    16: stringEnd,
    17: { name: 'string.unquoted.plain.in.yaml meta.label-value.podwire' },
  },
};

/** The captures of a double-quoted key and, three groups later, of a single-quoted one. */
function quotedKeyCaptures(first) {
  return Object.fromEntries(
    [doubleKeyScopes, singleKeyScopes].flatMap((scopes, index) => [
      [first + 3 * index, { name: `${scopes} ${stringBegin.name}` }],
      [first + 3 * index + 1, { name: `${scopes} ${labelKeyScope}` }],
      [first + 3 * index + 2, { name: `${scopes} ${stringEnd.name}` }],
    ]),
  );
}

const comment = {
  patterns: [
    { match: '[ \\t]+(?=#|$)', ...space },
    {
      match: '(?:(?<=[ \\t])|\\G)(#).*$',
      name: 'comment.line.number-sign.yaml',
      captures: { 1: { name: 'punctuation.definition.comment.yaml' } },
    },
  ],
};

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const file = fileURLToPath(new URL('../syntaxes/kubernetes-wiring.tmLanguage.json', import.meta.url));
  writeFileSync(file, `${JSON.stringify(wiringGrammar(), null, 2)}\n`);
  spawnSync('biome', ['format', '--write', file], { stdio: 'inherit' });
}
