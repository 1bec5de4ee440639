// Cases follow the behaviour of text/template in Go 1.26 with `missingkey=zero`; each was compared with it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { executed, output } from './executed.ts';

const cases: readonly (readonly [template: string, data: string, output: string])[] = [
  // Text and trimming.
  ['a {{- 1 }} b', '', 'a1 b'],
  ['a {{ 1 -}}  \n b', '', 'a 1b'],
  ['a \n {{- /* comment */ -}} \n b', '', 'ab'],
  ['{{/* comment */}}x', '', 'x'],
  ['{{"{{"}}', '', '{{'],
  ['{{ 3 -}} }}', '', '3}}'],
  // Literals.
  ['{{ 1_000 }} {{ 0x1F }} {{ 017 }} {{ 0b11 }} {{ 0o17 }}', '', '1000 31 15 3 15'],
  ['{{ 1.5 }} {{ 1e3 }} {{ 1000000.0 }} {{ .5 }} {{ 0x1p4 }}', '', '1.5 1000 1e+06 0.5 16'],
  [`{{ 'a' }} {{ '\\n' }} {{ \`raw\\n\` }} {{ "tab\\tx\\u00e9" }}`, '', '97 10 raw\\n tab\txé'],
  ['{{ true }} {{ false }} {{ nil }}', '', 'error: nil is not a command'],
  ['{{ print nil }}', '', '<nil>'],
  // Fields and the two kinds of nil.
  ['{{ .a.b }}', 'a: {b: x}', 'x'],
  ['[{{ .a }}]', '', '[]'],
  ['[{{ .a.b.c }}]', 'a: {}', 'error: nil pointer evaluating interface {}.c'],
  ['[{{ (.a.b).c }}]', 'a: {}', '[]'],
  ['{{ $x := .a.b }}[{{ $x.c.d }}]', 'a: {}', '[]'],
  ['{{ range .l }}{{ .x }}{{ end }}', 'l: [null]', 'error: nil pointer evaluating interface {}.x'],
  ['{{ .a.b }}', 'a: text', "error: can't evaluate field b in type interface {}"],
  ['{{ .a.b 1 }}', 'a: {b: 1}', 'error: b is not a method but has arguments'],
  ['{{ "x" | .a }}', 'a: 1', 'error: a is not a method but has arguments'],
  ['{{ print .a }}', '', '<nil>'],
  // Pipelines.
  ['{{ "b" | printf "%s-%s" "a" }}', '', 'a-b'],
  ['{{ 1 | 2 }}', '', 'error: non executable command in pipeline stage 2'],
  ['{{ .a "x" | print }}', 'a: 1', 'error: a is not a method but has arguments'],
  ['{{ printf "%d" (len .l) }}', 'l: [1, 2]', '2'],
  // Variables.
  ['{{ $x := 1 }}{{ if true }}{{ $x = 2 }}{{ $y := 3 }}{{ end }}{{ $x }}', '', '2'],
  ['{{ if true }}{{ $y := 3 }}{{ end }}{{ $y }}', '', 'error: undefined variable "$y"'],
  ['{{ with $x := .a }}{{ $x }}{{ . }}{{ end }}', 'a: z', 'zz'],
  ['{{ $x := .a -}} {{ $x.b }} {{ $.a.b }}', 'a: {b: 1}', '1 1'],
  ['{{ define "t" }}{{ $x }}{{ end }}{{ $x := 1 }}', '', 'error: undefined variable "$x"'],
  // If and with.
  ['{{ if .a }}t{{ else if .b }}b{{ else }}f{{ end }}', 'b: 1', 'b'],
  ['{{ if .a }}t{{ else }}f{{ end }}', 'a: 0', 'f'],
  ['{{ if .a }}t{{ else }}f{{ end }}', 'a: ""', 'f'],
  ['{{ if .a }}t{{ else }}f{{ end }}', 'a: {}', 'f'],
  ['{{ if .a }}t{{ else }}f{{ end }}', 'a: [0]', 't'],
  ['{{ with .a }}{{ . }}{{ else with .b }}{{ . }}b{{ end }}', 'b: 1', '1b'],
  ['{{ if }}{{ end }}', '', 'error: missing value for if'],
  ['{{ if .a }}', '', 'error: unexpected EOF'],
  ['{{ end }}', '', 'error: unexpected {{end}}'],
  ['{{ else }}', '', 'error: unexpected {{else}}'],
  // Range.
  ['{{ range .l }}{{ . }},{{ else }}none{{ end }}', 'l: [a, b]', 'a,b,'],
  ['{{ range .l }}x{{ else }}none{{ end }}', 'l: []', 'none'],
  ['{{ range .gone }}x{{ else }}none{{ end }}', '', 'none'],
  ['{{ range $i, $e := .l }}{{ $i }}{{ $e }}{{ end }}', 'l: [a, b]', '0a1b'],
  ['{{ range $k, $v := .m }}{{ $k }}{{ $v }}{{ end }}', 'm: {b: 1, a: 2, B: 3}', 'B3a2b1'],
  ['{{ range $e := .l }}{{ $e }}{{ end }}', 'l: [a, b]', 'ab'],
  ['{{ range 3 }}{{ . }}{{ end }}', '', '012'],
  ['{{ range .num }}{{ . }}{{ end }}', 'num: 3', "error: range can't iterate over 3"],
  ['{{ range .s }}{{ . }}{{ end }}', 's: ab', "error: range can't iterate over ab"],
  ['{{ range .l }}{{ if eq . "b" }}{{ break }}{{ end }}{{ . }}{{ end }}', 'l: [a, b, c]', 'a'],
  ['{{ range .l }}{{ if eq . "b" }}{{ continue }}{{ end }}{{ . }}{{ end }}', 'l: [a, b, c]', 'ac'],
  ['{{ range .l }}{{ with . }}{{ break }}{{ end }}x{{ end }}y', 'l: [a]', 'y'],
  ['{{ break }}', '', 'error: {{break}} outside {{range}}'],
  ['{{ range $i, $j, $k := .l }}{{ end }}', '', 'error: too many declarations in range'],
  ['{{ $i := 9 }}{{ range $i = .l }}{{ end }}{{ $i }}', 'l: [a, b]', 'b'],
  // Templates.
  ['{{ define "t" }}[{{ . }}]{{ end }}{{ template "t" .a }}{{ template "t" }}', 'a: 1', '[1][]'],
  ['{{ block "b" .a }}<{{ . }}>{{ end }}', 'a: 1', '<1>'],
  ['{{ template "gone" . }}', '', 'error: template "gone" not defined'],
  ['{{ define "t" }}1{{ end }}{{ define "t" }}2{{ end }}', '', 'error: template: multiple definition of template "t"'],
  ['{{ define "t" }}1{{ end }}{{ define "t" }} {{ end }}{{ template "t" }}', '', '1'],
  ['{{ if true }}{{ define "t" }}{{ end }}{{ end }}', '', 'error: unexpected <define> in command'],
  ['{{ define "t" }}{{ .x }}{{ end }}{{ include "t" . | quote }}', '', '""'],
  ['{{ if include "t" . }}full{{ end }}{{ define "t" }}{{ .x }}{{ end }}', '', 'full'],
  // tpl.
  ['{{ tpl "{{ .a }}-{{ .b }}" . }}', 'a: 1', '1-'],
  ['{{ tpl "{{ define `u` }}u{{ . }}{{ end }}{{ include `u` 1 }}" . }}', '', 'u1'],
  [
    '{{ tpl "{{ define `u` }}u{{ end }}" . }}{{ include "u" . }}',
    '',
    'error: error calling include: template: no template "u" associated with template "gotpl"',
  ],
  [
    '{{ tpl " " . }}x{{ tpl "{{ if }}" . }}',
    '',
    'error: error calling tpl: cannot parse template "{{ if }}": missing value for if',
  ],
  // Builtin functions.
  ['{{ and 1 0 .x.y.z }} {{ or 0 "a" .x.y.z }} {{ and 1 2 }} {{ or 0 "" }}', '', '0 a 2 '],
  ['{{ not 0 }} {{ not "a" }}', '', 'true false'],
  [
    '{{ eq 1 1 }} {{ eq "a" "b" "a" }} {{ ne 1 2 }} {{ lt 1 2 }} {{ le 2 2 }} {{ gt 1.5 1.2 }} {{ ge "b" "a" }}',
    '',
    'true true true true true true true',
  ],
  ['{{ eq .a 80 }}', 'a: 80', 'error: error calling eq: incompatible types for comparison: float64 and int'],
  ['{{ eq .a nil }} {{ eq .a "x" }} {{ ne .a "x" }}', '', 'true false true'],
  ['{{ eq .m .m }}', 'm: {}', 'error: error calling eq: non-comparable type map[]: map[string]interface {}'],
  ['{{ lt nil 1 }}', '', 'error: error calling lt: invalid type for comparison'],
  ['{{ index .m "a" "b" }} {{ index .l 1 }} {{ index .m "x" }}', 'm: {a: {b: 1}}\nl: [a, b]', '1 b '],
  ['{{ index .l 5 }}', 'l: [a]', 'error: error calling index: index out of range: 5'],
  ['{{ index .l .num }}', 'l: [a]\nnum: 0', 'error: error calling index: cannot index slice/array with type float64'],
  ['{{ index .x "a" }}', '', 'error: error calling index: index of untyped nil'],
  ['{{ len "é" }} {{ len .l }} {{ len .m }}', 'l: [a, b]\nm: {a: 1}', '2 2 1'],
  ['{{ len 3 }}', '', 'error: error calling len: len of type int'],
  ['{{ html "<a b=\'c\'>" }} {{ urlquery "a b&c" }} {{ js "a\'b" }}', '', "&lt;a b=&#39;c&#39;&gt; a+b%26c a\\'b"],
  ['{{ print "a" 1 2 "b" 3 }} {{ println "a" 1 }}', '', 'a1 2b3 a 1\n'],
  // Arguments are checked as reflection checks them.
  ['{{ gone 1 }}', '', 'error: function "gone" not defined'],
  ['{{ len }}', '', 'error: wrong number of args for len: want 1 got 0'],
  ['{{ printf }}', '', 'error: wrong number of args for printf: want at least 1 got 0'],
  ['{{ printf 1 }}', '', 'error: expected string; found 1'],
  ['{{ upper .x }}', '', 'error: wrong type for value; expected string; got interface {}'],
  ['{{ .x | upper }}', '', 'error: invalid value; expected string'],
  ['{{ upper .num }}', 'num: 1', 'error: wrong type for value; expected string; got float64'],
  ['{{ until .num }}', 'num: 2', 'error: wrong type for value; expected int; got float64'],
  ['{{ until 2.0 }}', '', '[0 1]'],
  ['{{ repeat 2.5 "a" }}', '', 'error: expected int; found 2.5'],
  ['{{ upper nil }}', '', 'error: cannot assign nil to string'],
  // Syntax.
  ['{{ "a }}', '', 'error: unterminated quoted string'],
  ['{{ `a }}', '', 'error: unterminated raw quoted string'],
  ['{{ (1 }}', '', 'error: unclosed left paren'],
  ['{{ 1) }}', '', 'error: unexpected right paren'],
  ['{{ .a', '', 'error: unclosed action'],
  ['{{/* a }}', '', 'error: unclosed comment'],
  ['{{/* a */ x}}', '', 'error: comment ends before closing delimiter'],
  ['{{ "a".b }}', '', 'error: unexpected . after term "\\"a\\""'],
  ['{{ $x + 1 }}', '', 'error: undefined variable "$x"'],
  ['{{ a-b }}', '', "error: bad character U+002D '-'"],
  ['{{ 089 }}', '', 'error: integer overflow: "089"'],
  ['{{ 1x }}', '', 'error: bad number syntax: "1x"'],
  ['{{ }}', '', 'error: missing value for command'],
  ['{{ 1 | }}', '', '1'],
];

test('templates print what Go prints', () => {
  const wrong = cases.flatMap(([template, data, expected]) => {
    const found = output(template, { data: data || '{}' });
    return found === expected ? [] : [{ template, found, expected }];
  });
  assert.deepEqual(wrong, []);
});

test('an error has the innermost place, and the actions that called it', () => {
  const result = executed('a: {{ include "outer" . }}', {
    others: {
      '_helpers.tpl': '{{ define "outer" }}{{ include "inner" . }}{{ end }}{{ define "inner" }}{{ .a.b }}{{ end }}',
    },
  });
  assert.ok('message' in result);
  const textOf = ({ source, start, end }: (typeof result)['at']) => source?.text.slice(start, end);
  assert.equal(result.at.source?.path, '_helpers.tpl');
  assert.equal(textOf(result.at), '.a.b');
  assert.deepEqual(result.callers.map(textOf), ['include "inner" .', 'include "outer" .']);
});

test('endless templates end', () => {
  const ends = (template: string, more: object = {}) => {
    const result = executed(template, { steps: 20_000, size: 100_000, ...more });
    assert.ok('message' in result && result.bound, template);
  };
  ends('{{ define "r" }}{{ include "r" . }}{{ end }}{{ include "r" . }}');
  ends('{{ define "r" }}{{ template "r" . }}{{ end }}{{ template "r" . }}');
  ends('{{ tpl .t . }}', { data: 't: "{{ tpl .t . }}"' });
  ends('{{ range until 1000000 }}{{ . }}{{ end }}');
  ends('{{ range until 1000 }}{{ range until 1000 }}{{ end }}{{ end }}');
  ends('{{ range 100000000000 }}{{ end }}');
  ends('{{ repeat 100000000 "abc" }}');
  ends('{{ $x := "aaaaaaaaaa" }}{{ range until 100 }}{{ $x = print $x $x }}{{ end }}');
  ends(`${'{{ if true }}'.repeat(100)}${'{{ range until 10 }}'.repeat(10)}${'{{ end }}'.repeat(110)}`);
});

test('a template of any nesting is read', () => {
  for (const text of [
    '{{ if true }}'.repeat(20_000),
    `${'{{ if true }}'.repeat(20_000)}${'{{ end }}'.repeat(20_000)}`,
    `{{ ${'('.repeat(20_000)}1${')'.repeat(20_000)} }}`,
    `{{ if true }}${'{{ else if true }}'.repeat(20_000)}{{ end }}`,
    '{{'.repeat(20_000),
  ]) {
    assert.match(output(text), /^error: /);
  }
});
