import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { Ajv } from 'ajv';
import { marked, type Tokens } from 'marked';
import { rules } from '../../server/src/core/rules/list.ts';
import type { FormatOptions } from '../../server/src/formats/findings.ts';
import { findingFormats } from '../../server/src/formats/list.ts';
import type { FindingFormat } from '../../server/src/formats/names.ts';
import type { Report, ReportedProblem } from '../../server/src/formats/report.ts';
import { elementsOf, textOf } from './xmlReader.ts';

/**
 * The schema of the standard as the package @microsoft/jest-sarif 1.0.0-beta.0 has it (MIT License). It is of draft
 * 4, and uses nothing that draft 7 reads otherwise, except the name of `id`.
 */
const {
  $schema: _,
  id: __,
  ...sarifSchema
} = JSON.parse(readFileSync(path.join(import.meta.dirname, 'fixtures/sarif-2.1.0.schema.json'), 'utf8'));
const validateSarif = new Ajv({
  strict: false,
  unicodeRegExp: false,
  allErrors: true,
  formats: {
    uri: (text: string) => URL.canParse(text),
    'uri-reference': (text: string) => URL.canParse(text, 'file:///') && /^[!#-;=?-Z[\]_a-z~%]*$/.test(text),
    'date-time': true,
  },
}).compile(sarifSchema);

const hostileNames = [
  'plain/service.yaml',
  'line\nend.yaml',
  'carriage\rreturn\ttab.yaml',
  '100%.yaml',
  '%0A%3A.yaml',
  '::error file=x::y.yaml',
  ' ::stop-commands::x.yaml',
  'a,b:c.yaml',
  `double" and single'.yaml`,
  ']]>.yaml',
  '<b>&amp;</b>.yaml',
  'bar|and\\|backslash`tick``.yaml',
  '*star*_under_[link](x).yaml',
  '@team/#1.yaml',
  'ünïcode 🚀.yaml',
  // A name that is not UTF-8, as Node.js reads it, and half of a surrogate pair.
  'latin\ufffd.yaml',
  'half\ud800.yaml',
  'escape\u001b[31m.yaml',
  'nonchar\uffff.yaml',
  '\u202eright-to-left.yaml',
] as const;

/** A message that has the file name in it, as messages may. */
const messageOf = (file: string) => `Something is wrong in "${file}".`;

/** What a reader of a format found: the file, the first line and the message. */
type Found = readonly [file: string, line: number, message: string];

/** Each format's own reader, and how the format writes a text that it cannot hold. */
const readers: Readonly<
  Record<FindingFormat, { readonly read: (output: string) => Found[]; readonly kept: (text: string) => string }>
> = {
  sarif: {
    read: (output) =>
      sarifOf(output).results.map(({ message, locations: [location] }) => {
        const { artifactLocation, region } = location!.physicalLocation;
        assert.equal(artifactLocation.uriBaseId, '%SRCROOT%');
        return [decodeURIComponent(artifactLocation.uri), region!.startLine, unescapeLinks(message.text)];
      }),
    kept: (text) => text.toWellFormed(),
  },
  github: { read: (output) => output.split('\n').flatMap(annotationOf), kept: (text) => text.toWellFormed() },
  gitlab: {
    read: (output) =>
      (JSON.parse(output) as GitlabIssue[]).map(({ description, location }) => [
        location.path,
        location.lines.begin,
        description,
      ]),
    kept: (text) => text.toWellFormed(),
  },
  junit: {
    read: (output) =>
      elementsOf(output).flatMap(({ name, attributes, children }) => {
        const [failure] = children;
        if (name !== 'testcase' || failure === undefined || typeof failure === 'string') {
          return [];
        }
        const { file = '' } = attributes;
        const text = textOf(failure);
        assert.ok(text.startsWith(`${file}:`), text);
        const [, line] = /^:(\d+):/.exec(text.slice(file.length)) ?? [];
        return [[file, Number(line), failure.attributes.message ?? '']];
      }),
    kept: withoutForbiddenCharacters,
  },
  checkstyle: {
    read: (output) =>
      elementsOf(output).flatMap(({ name, attributes, children }) =>
        name === 'file'
          ? children.flatMap((child): Found[] =>
              typeof child === 'string'
                ? []
                : [[attributes.name ?? '', Number(child.attributes.line), child.attributes.message ?? '']],
            )
          : [],
      ),
    kept: withoutForbiddenCharacters,
  },
  compact: {
    read: (output) =>
      output
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => {
          assert.doesNotMatch(line, /^\s*::/);
          const [, file = '', number, message = ''] = /^(.*):(\d+):\d+: \w+: (.*) \[[\w-]+\]$/.exec(line) ?? [];
          return [file.replace(/^\.\/(?=\s*::)/, ''), Number(number), message];
        }),
    kept: (text) => asOnATerminal(text.toWellFormed()),
  },
  markdown: { read: rowsOf, kept: (text) => asOnATerminal(text.toWellFormed()) },
};

for (const [format, { read, kept }] of Object.entries(readers)) {
  test(`${format}: a reader finds every hostile file name and message as it is`, () => {
    for (const file of hostileNames) {
      const output = written(format as FindingFormat, reportWith([problem({ file })]));
      assert.deepEqual(read(output), [[kept(file), 8, kept(messageOf(file))]], JSON.stringify(file));
      assert.equal(Buffer.from(output).toString(), output.toWellFormed(), 'the output is UTF-8');
    }
  });

  test(`${format}: nothing found, errors of a whole file, and no rule of that name`, () => {
    assert.deepEqual(read(written(format as FindingFormat, reportWith([]))), []);
    const report = {
      ...reportWith([problem({ code: 'rule-of-tomorrow' })]),
      errors: [{ file: 'a.yaml', range: wholeFile, message: 'No such file.' }],
    };
    const output = written(format as FindingFormat, report);
    assert.match(output, /No such file\./);
    assert.match(output, /rule-of-tomorrow/);
    assert.match(output, /\n$/);
  });

  test(`${format}: hints only if they are asked for`, () => {
    const report = reportWith([problem({ severity: 'hint' })]);
    assert.deepEqual(read(written(format as FindingFormat, report)), []);
    assert.equal(read(written(format as FindingFormat, report, { verbose: true })).length, 1);
  });

  test(`${format}: a long report is written in short parts`, () => {
    const count = format === 'sarif' ? 100_000 : 10_000;
    const problems = Array.from({ length: count }, (_, at) =>
      problem({ file: `d/${String(at).padStart(6, '0')}.yaml`, fingerprint: String(at) }),
    );
    let longest = 0;
    let parts = 0;
    for (const part of findingFormats[format as FindingFormat](reportWith(problems), options())) {
      // The first part of SARIF has the pages of all rules, however many results follow.
      longest = Math.max(longest, part.length);
      parts++;
    }
    assert.ok(longest < 200_000, `${longest}`);
    assert.ok(parts >= (format === 'github' ? 10 : count), `${parts}`);
  });
}

test('SARIF is as its schema says, with regions, fixes, related places and rules', () => {
  const report = {
    ...reportWith([
      problem({}),
      problem({
        file: '../outside/b c.yaml',
        severity: 'information',
        message: 'See [here](https://example.com).',
        related: [{ file: 'r.yaml', range: at(1, 2, 1, 5), message: 'Labels.' }],
        fixes: [
          {
            title: 'Rename it',
            preferred: true,
            edits: [
              { file: 'r.yaml', range: at(1, 2, 1, 5), newText: 'new' },
              { file: 'plain/service.yaml', range: at(7, 0, 8, 0), newText: '' },
              { file: 'r.yaml', range: at(3, 0, 3, 0), newText: 'added\n' },
            ],
          },
          { title: 'Nothing to do', preferred: false, edits: [] },
        ],
      }),
    ]),
    errors: [{ file: 'a.yaml', range: wholeFile, message: 'No such file.' }],
  };
  const { tool, results, columnKind } = sarifOf(written('sarif', report, { repository: 'https://example.com/p' }));
  assert.equal(columnKind, 'utf16CodeUnits');
  const { rules: described } = tool.driver;
  assert.deepEqual(
    described.map(({ id }) => id),
    [...rules.map(({ code }) => code), 'unusable-file'],
  );
  for (const rule of rules) {
    const own = described.find(({ id }) => id === rule.code);
    assert.equal(own?.helpUri, `https://example.com/p/blob/main/docs/rules/${rule.code}.md`);
    assert.match(own?.help.markdown ?? '', /^# [\w-]+\n/);
    assert.doesNotMatch(own?.help.text ?? '`', /`|\*\w/);
    const level = { error: 'error', warning: 'warning', information: 'note', hint: 'note' }[rule.severity];
    assert.equal(own?.defaultConfiguration.level, level);
  }
  const [outside, error, plain] = results;
  assert.equal(error?.locations[0]?.physicalLocation.region, undefined);
  assert.deepEqual(plain?.locations[0]?.physicalLocation, {
    artifactLocation: { uri: 'plain/service.yaml', uriBaseId: '%SRCROOT%' },
    region: { startLine: 8, startColumn: 5, endLine: 8, endColumn: 9 },
  });
  assert.equal(outside?.locations[0]?.physicalLocation.artifactLocation.uri, 'file:///outside/b%20c.yaml');
  assert.deepEqual(
    results.map(({ ruleIndex, ruleId, level }) => [described[ruleIndex!]?.id === ruleId, level]),
    [
      [true, 'note'],
      [true, 'error'],
      [true, 'warning'],
    ],
  );
  assert.equal(outside?.message.text, 'See \\[here\\](https://example.com).');
  assert.deepEqual(outside?.relatedLocations, [
    {
      id: 1,
      physicalLocation: {
        artifactLocation: { uri: 'r.yaml', uriBaseId: '%SRCROOT%' },
        region: { startLine: 2, startColumn: 3, endLine: 2, endColumn: 6 },
      },
      message: { text: 'Labels.' },
    },
  ]);
  assert.deepEqual(outside?.fixes, [
    {
      description: { text: 'Rename it' },
      artifactChanges: [
        {
          artifactLocation: { uri: 'r.yaml', uriBaseId: '%SRCROOT%' },
          replacements: [
            {
              deletedRegion: { startLine: 2, startColumn: 3, endLine: 2, endColumn: 6 },
              insertedContent: { text: 'new' },
            },
            {
              deletedRegion: { startLine: 4, startColumn: 1, endLine: 4, endColumn: 1 },
              insertedContent: { text: 'added\n' },
            },
          ],
        },
        {
          artifactLocation: { uri: 'plain/service.yaml', uriBaseId: '%SRCROOT%' },
          replacements: [{ deletedRegion: { startLine: 8, startColumn: 1, endLine: 9, endColumn: 1 } }],
        },
      ],
    },
  ]);
  assert.equal(plain?.partialFingerprints['podwire/v1'], '0123456789abcdef');
});

test('GitHub gets at most ten annotations of a kind, and the others are counted in one line', () => {
  const of = (severity: ReportedProblem['severity'], count: number) =>
    Array.from({ length: count }, (_, index) => problem({ severity, file: `${severity}${index}.yaml` }));
  const lines = written('github', reportWith([...of('error', 11), ...of('warning', 30), ...of('information', 10)]));
  const kinds = Map.groupBy(lines.trimEnd().split('\n'), (line) => /^::(\w+) /.exec(line)?.[1] ?? 'rest');
  assert.deepEqual(
    ['error', 'warning', 'notice', 'rest'].map((kind) => kinds.get(kind)?.length),
    [10, 10, 10, 1],
  );
  assert.deepEqual(kinds.get('rest'), [
    'Not annotated: 1 more error, 20 more warnings. GitHub shows at most 10 of each in one step.',
  ]);
  assert.match(
    written('github', reportWith([problem({})])),
    /^::warning file=plain\/service\.yaml,line=8,endLine=8,col=5,endColumn=8,title=service-selects-nothing::S/,
  );
  const long = written('github', reportWith([problem({ range: at(7, 4, 9, 2), fixes: [fix] })]));
  assert.match(long, /line=8,endLine=10,title=/, 'the runner refuses columns of several lines');
  assert.match(long, /%0AFix: Rename it\n$/);
});

test('GitLab shows only one of two findings with one fingerprint, so they differ', () => {
  const output = written('gitlab', reportWith([problem({}), problem({}), problem({ file: 'z.yaml' })]));
  const issues = JSON.parse(output) as GitlabIssue[];
  assert.equal(new Set(issues.map(({ fingerprint }) => fingerprint)).size, 3);
  assert.deepEqual(issues[0], {
    description: messageOf('plain/service.yaml'),
    check_name: 'service-selects-nothing',
    fingerprint: '0123456789abcdef',
    severity: 'major',
    location: { path: 'plain/service.yaml', lines: { begin: 8, end: 8 } },
  });
});

test('JUnit has a suite for each file, and only what fails the check is a failure', () => {
  const report = {
    ...reportWith([problem({}), problem({}), problem({ severity: 'information' }), problem({ file: 'b.yaml' })]),
    errors: [{ file: 'b.yaml', range: at(1, 1, 1, 1), message: 'Broken.' }],
  };
  const elements = elementsOf(written('junit', report, { files: ['clean.yaml', 'b.yaml', 'plain/service.yaml'] }));
  const counts = (name: string) =>
    elements
      .filter((each) => each.name === name)
      .map(({ attributes: { name, tests, failures, errors } }) => [name, tests, failures, errors].join(' '));
  assert.deepEqual(counts('testsuites'), ['podwire 6 3 1']);
  assert.deepEqual(counts('testsuite'), ['b.yaml 2 1 1', 'clean.yaml 1 0 0', 'plain/service.yaml 3 2 0']);
  const cases = elements.filter(({ name }) => name === 'testcase').map(({ attributes }) => attributes.name);
  assert.equal(new Set(cases.slice(3)).size, 3, 'names differ within a file');
  assert.equal(elements.filter(({ name }) => name === 'failure').length, 3);
  assert.equal(elements.filter(({ name }) => name === 'system-out').length, 1);
});

test('Markdown links each line, if the address of the folder is known', () => {
  const report = reportWith([problem({ file: 'a (b)/c.yaml' }), problem({ file: '../d.yaml' })]);
  const output = written('markdown', report, { linkBase: 'https://example.com/blob/main' });
  assert.match(
    output,
    /\[<code>a \(b\)\/c\.yaml:8<\/code>\]\(https:\/\/example\.com\/blob\/main\/a%20%28b%29\/c\.yaml#L8\)/,
  );
  assert.match(output, /\| <code>\.\.\/d\.yaml:8<\/code> \|/);
  assert.match(output, /^\*\*Podwire\*\*: 2 warnings in 3 files\.\n\n/);
  const mention = written('markdown', reportWith([problem({ message: 'Ask @octocat.' })]));
  assert.doesNotMatch(mention, /@octocat/);
});

const wholeFile = at(0, 0, 0, 0);
const fix: ReportedProblem['fixes'][number] = {
  title: 'Rename it',
  preferred: true,
  edits: [{ file: 'r.yaml', range: at(1, 2, 1, 5), newText: 'new' }],
};

function at(line: number, character: number, endLine: number, endCharacter: number): ReportedProblem['range'] {
  return { start: { line, character }, end: { line: endLine, character: endCharacter } };
}

function problem(given: Partial<ReportedProblem>): ReportedProblem {
  const file = given.file ?? 'plain/service.yaml';
  return {
    code: 'service-selects-nothing',
    severity: 'warning',
    message: messageOf(file),
    fingerprint: '0123456789abcdef',
    range: at(7, 4, 7, 8),
    resource: { apiVersion: 'v1', kind: 'Service', namespace: null, name: 'web' },
    bundle: null,
    related: [],
    fixes: [],
    ...given,
    file,
  };
}

function reportWith(problems: readonly ReportedProblem[]): Report {
  return { version: 1, files: 3, resources: 3, templates: 0, problems, unknown: [], errors: [] };
}

function options(given: Partial<FormatOptions> = {}): FormatOptions {
  return {
    verbose: false,
    fails: (severity) => severity === 'error' || severity === 'warning',
    version: '1.2.3',
    files: [],
    pathInRepository: (file) => file,
    addressOf: (file) => pathToFileURL(path.resolve('/work', file)).href,
    ...given,
  };
}

function written(format: FindingFormat, report: Report, given: Partial<FormatOptions> = {}): string {
  return [...findingFormats[format](report, options(given))].join('');
}

interface Sarif {
  readonly tool: {
    readonly driver: {
      readonly rules: readonly {
        readonly id: string;
        readonly helpUri?: string;
        readonly help: { readonly text: string; readonly markdown: string };
        readonly defaultConfiguration: { readonly level: string };
      }[];
    };
  };
  readonly columnKind: string;
  readonly results: readonly {
    readonly ruleId: string;
    readonly ruleIndex?: number;
    readonly level: string;
    readonly message: { readonly text: string };
    readonly locations: readonly {
      readonly physicalLocation: {
        readonly artifactLocation: { readonly uri: string; readonly uriBaseId?: string };
        readonly region?: { readonly startLine: number };
      };
    }[];
    readonly partialFingerprints: Readonly<Record<string, string>>;
    readonly relatedLocations?: unknown;
    readonly fixes?: unknown;
  }[];
}

/** The only run of a log, which is as the schema says. */
function sarifOf(output: string): Sarif {
  const log: unknown = JSON.parse(output);
  assert.ok(validateSarif(log), JSON.stringify(validateSarif.errors?.slice(0, 3)));
  const { runs } = log as { readonly runs: readonly [Sarif, ...Sarif[]] };
  assert.equal(runs.length, 1);
  return runs[0];
}

function unescapeLinks(text: string): string {
  return /\]\(/.test(text.replace(/\\./g, '')) || !/\\\]\(/.test(text) ? text : text.replace(/\\([\\[\]])/g, '$1');
}

interface GitlabIssue {
  readonly description: string;
  readonly fingerprint: string;
  readonly location: { readonly path: string; readonly lines: { readonly begin: number } };
}

/** As the runner reads a command: actions/runner, src/Runner.Common/ActionCommand.cs, TryParseV2. */
function annotationOf(line: string): Found[] {
  const trimmed = line.trimStart();
  const end = trimmed.indexOf('::', 2);
  if (!trimmed.startsWith('::') || end < 0) {
    return [];
  }
  const [command = '', ...properties] = trimmed.slice(2, end).split(/ (.*)/s);
  assert.match(command, /^(?:error|warning|notice)$/);
  const values = new Map(
    properties
      .join('')
      .split(',')
      .filter((each) => each !== '')
      .map((each) => each.split(/=(.*)/s) as [string, string]),
  );
  const unescaped = (text: string) =>
    text
      .replaceAll('%0D', '\r')
      .replaceAll('%0A', '\n')
      .replaceAll('%3A', ':')
      .replaceAll('%2C', ',')
      .replaceAll('%25', '%');
  return [[unescaped(values.get('file') ?? ''), Number(values.get('line')), unescaped(trimmed.slice(end + 2))]];
}

/** The rows of the only table, as a reader of GitHub Flavored Markdown shows them. */
function rowsOf(output: string): Found[] {
  const table = marked.lexer(output).find((token): token is Tokens.Table => token.type === 'table');
  return (table?.rows ?? []).map((cells) => {
    assert.equal(cells.length, 3);
    const [place, message] = cells.slice(1).map(({ tokens }) => shownText(marked.Parser.parseInline(tokens)));
    const [, file = '', line] = /^(.*):(\d+)$/s.exec(place!) ?? [];
    return [file, Number(line), message!.replace(/ \([\w-]+\)(?:Fix: .*)?$/, '')];
  });
}

/** The text of HTML that a browser shows. */
function shownText(html: string): string {
  return html
    .replace(/<!--.*?-->|<\/?[a-z][^>]*>/g, '')
    .replace(/&#(\d+);/g, (_, code) => String.fromCharCode(Number(code)))
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&amp;', '&');
}

function withoutForbiddenCharacters(text: string): string {
  return text.toWellFormed().replaceAll('\u001b', '\\x1b').replaceAll('\uffff', '\\uffff');
}

function asOnATerminal(text: string): string {
  return text
    .replaceAll('\n', '\\x0a')
    .replaceAll('\r', '\\x0d')
    .replaceAll('\t', '\\x09')
    .replaceAll('\u001b', '\\x1b')
    .replaceAll('\u202e', '\\u202e');
}
