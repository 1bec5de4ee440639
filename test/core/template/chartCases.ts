/** A chart with one template, and the text of its values. */
function one(template: string, values = ''): string {
  return `=== chart/Chart.yaml
apiVersion: v2
name: web
version: 1.2.3
appVersion: "4.5"
=== chart/values.yaml
${values}
=== chart/templates/a.txt
${template}`;
}

/** Templates that each show one rule of the language. Their values are `languageValues`. */
const languageTemplates: Readonly<Record<string, string>> = {
  'an action, text and a comment': 'a{{ .Values.word }}b{{/* no */}}c{{- /* x */ -}} d',
  'white space on the left': 'a \n\t {{- "b" }} c',
  'white space on the right': 'a {{ "b" -}} \n\n c',
  'white space on both sides': 'a\n  {{- "b" -}}\n  c',
  'white space between two trims': 'a {{- "" -}} {{- "" -}} b',
  'a trim of a comment': 'a\n{{- /* x */ -}}\nb',
  'a number that looks like a trim': '{{ -3 }}{{- -3 }}',
  'a trim at the end of a line of a block': '{{- if true -}}\n  yes\n{{- end -}}\nend',
  'an if with all its branches': '{{ if .Values.no }}a{{ else if .Values.yes }}b{{ else }}c{{ end }}',
  'else with and else range': '{{ with .Values.absent }}a{{ else with .Values.word }}{{ . }}{{ else }}c{{ end }}',
  'what is true':
    '{{ if "" }}1{{ end }}{{ if 0 }}2{{ end }}{{ if .Values.emptyMap }}3{{ end }}{{ if .Values.list }}4{{ end }}{{ if nil }}{{ end }}',
  'what is true without nil':
    '{{ if "" }}1{{ end }}{{ if 0.0 }}2{{ end }}{{ if .Values.emptyMap }}3{{ end }}{{ if .Values.list }}4{{ end }}{{ if .Values.absent }}5{{ end }}{{ if .Chart }}6{{ end }}',
  'with and its dot': '{{ with .Values.map }}{{ .a }}{{ $.Values.word }}{{ else }}none{{ end }}',
  'with and a variable': '{{ with $x := .Values.word }}{{ $x }}{{ . }}{{ end }}',
  'range over a list': '{{ range .Values.list }}[{{ . }}]{{ end }}',
  'range with one variable': '{{ range $v := .Values.list }}{{ $v }},{{ end }}',
  'range with two variables': '{{ range $i, $v := .Values.list }}{{ $i }}={{ $v }},{{ end }}',
  'range over a map is in the order of its keys': '{{ range $k, $v := .Values.map }}{{ $k }}={{ $v }},{{ end }}',
  'range over nothing': '{{ range .Values.absent }}a{{ else }}b{{ end }}',
  'range over an empty list': '{{ range .Values.emptyList }}a{{ else }}b{{ end }}',
  'range over a number': '{{ range $i := 3 }}{{ $i }}{{ end }}{{ range 2 }}x{{ end }}',
  'range over a number of values': '{{ range .Values.number }}{{ . }}{{ end }}',
  'range over a text': '{{ range .Values.word }}{{ . }}{{ end }}',
  'range over an integer of a function': '{{ range $i, $e := until 3 }}{{ $i }}{{ $e }}{{ end }}',
  'break and continue':
    '{{ range .Values.list }}{{ if eq . "a" }}{{ continue }}{{ end }}{{ if eq . "c" }}{{ break }}{{ end }}{{ . }}{{ end }}',
  'a break outside of a range': '{{ break }}',
  'a continue outside of a range': '{{ if true }}{{ continue }}{{ end }}',
  'variables and their scope': '{{ $x := 1 }}{{ if true }}{{ $x = 2 }}{{ $y := 3 }}{{ $x }}{{ $y }}{{ end }}{{ $x }}',
  'a variable of an outer block after the block': '{{ if true }}{{ $y := 3 }}{{ end }}{{ $y }}',
  'a variable that is assigned without a declaration': '{{ $x = 1 }}',
  'a variable of a range after the range': '{{ range $i, $v := .Values.list }}{{ end }}{{ $i }}',
  'a variable that is assigned in a range':
    '{{ $last := "" }}{{ range .Values.list }}{{ $last = . }}{{ end }}{{ $last }}',
  'the variable of the root': '{{ range .Values.list }}{{ $.Values.word }}{{ end }}{{ $ | typeOf }}',
  'a declaration that shadows': '{{ $x := 1 }}{{ $x := 2 }}{{ $x }}{{ with 1 }}{{ $x := 3 }}{{ end }}{{ $x }}',
  'a field of an absent field': '{{ .Values.absent.field }}',
  'a field of an absent field in parentheses': '{{ (.Values.absent).field }}|',
  'a field of an absent field in a variable': '{{ $x := .Values.absent }}{{ $x.field }}|{{ $x.a.b }}|',
  'two fields of an absent field in parentheses': '{{ ((.Values.absent).a).b }}|{{ (.Values.absent).a.b }}',
  'a field of null': '{{ .Values.nothing.field }}',
  'a field of a text': '{{ .Values.word.field }}',
  'a field of a number': '{{ .Values.number.field }}',
  'a field of a list': '{{ .Values.list.field }}',
  'a field of a call': '{{ (dict "a" (dict "b" 1)).a.b }}',
  'a field of the dot': '{{ with .Values.map }}{{ .c.d }}{{ end }}',
  'an absent field in a pipeline':
    '{{ .Values.absent | default "x" }} {{ .Values.absent | quote }}|{{ .Values.absent }}|',
  'an absent field of a known map': '{{ .Values.map.x }}|{{ .Values.map.x | upper }}',
  'an absent object': '{{ .Nothing }}|{{ .Nothing.field }}',
  'null is printed as nothing': '[{{ .Values.nothing }}] [{{ nil | quote }}]',
  'the text of no value': '{{ "<no value>" }}|{{ print nil }}|{{ printf "%v" nil }}',
  'a pipeline of several commands': '{{ .Values.word | upper | printf "%s-%s" "x" | quote }}',
  'a pipeline into a value': '{{ 1 | 2 }}',
  'a pipeline into a field': '{{ "a" | .Values.word }}',
  'a nested pipeline': '{{ (printf "%s" (.Values.word | upper)) | lower }}',
  'a command that is a number with arguments': '{{ 1 2 }}',
  'a command that is a text with arguments': '{{ "a" "b" }}',
  'a field with an argument': '{{ .Values.word 1 }}',
  'nil as a command': '{{ nil }}',
  'numbers of all notations':
    '{{ 0x1F }} {{ 0b11 }} {{ 0o17 }} {{ 017 }} {{ 1_000 }} {{ 1e3 }} {{ 1.50 }} {{ .5 }} {{ +3 }} {{ -3 }} {{ 0x1p4 }}',
  characters: "{{ 'a' }} {{ '\\n' }} {{ '\\x41' }} {{ '\\u00e4' }} {{ 'ä' }}",
  'texts of both sorts': '{{ "a\\tb\\"\\u00e4\\x41" }} {{ `a\\tb "c"` }}',
  'a raw text of two lines': '{{ `a\nb` }}',
  'a bad number': '{{ 1x }}',
  'a number that is too large': '{{ 99999999999999999999 }}',
  'a text that is not closed': '{{ "a }}',
  'a raw text that is not closed': '{{ `a }}',
  'a character that is not closed': "{{ 'a }}",
  'a bad escape': '{{ "a\\qb" }}',
  'an action of two lines': '{{ printf "%s"\n  .Values.word }}',
  'an action that is not closed': 'a {{ .Values.word',
  'a comment that is not closed': '{{/* a }}',
  'a comment with a space in front': '{{ /* a */ }}',
  'a comment without its end': '{{/* a */ b }}',
  'an unexpected right brace': '{{ .Values.word } }}',
  'a missing end': '{{ if true }}a',
  'an unexpected end': 'a{{ end }}',
  'an unexpected else': '{{ else }}',
  'two else': '{{ if true }}a{{ else }}b{{ else }}c{{ end }}',
  'an if without a condition': '{{ if }}a{{ end }}',
  'an empty action': '{{ }}',
  'an empty pipeline at the end': '{{ .Values.word | }}',
  'parentheses that are not closed': '{{ (.Values.word }}',
  'a parenthesis too many': '{{ .Values.word) }}',
  'a function that does not exist': '{{ doesNotExist .Values.word }}',
  'a variable that does not exist': '{{ $nothing }}',
  'a bad character': '{{ .Values.word ? }}',
  'a field with a dash': '{{ .Values.with-dash }}',
  'a field with a digit first': '{{ .Values.1a }}',
  'index with a key that has a dash':
    '{{ index .Values "with-dash" }} {{ index .Values "map" "c" "d" }} {{ index .Values.list 1 }}',
  'index out of range': '{{ index .Values.list 9 }}',
  'index of nothing': '{{ index .Values.absent "a" }}',
  'index with a float': '{{ index .Values.list .Values.zero }}',
  'index with a key of another type': '{{ index .Values.map 1 }}',
  'index of an absent key': '{{ index .Values.map "x" }}|{{ index .Values.map "x" "y" }}',
  'index without a key': '{{ index .Values.word }} {{ index .Values.list }}',
  'index of a text': '{{ index .Values.word 0 }}',
  'the length of things': '{{ len .Values.word }} {{ len .Values.list }} {{ len .Values.map }} {{ len "日本" }}',
  'the length of a number': '{{ len 3 }}',
  'the length of nothing': '{{ len .Values.absent }}',
  'and, or, not':
    '{{ and 1 0 2 }} {{ and 1 2 }} {{ or 0 "" "x" }} {{ or 0 "" }}| {{ not 0 }} {{ not "a" }} {{ and .Values.absent .Values.absent.x }}',
  'or stops at the first that is true': '{{ or .Values.word .Values.absent.field }}',
  'and with a pipeline': '{{ .Values.word | and true }} {{ true | and false }}',
  'not without an argument': '{{ not }}',
  'eq of the same types':
    '{{ eq 1 1 }} {{ eq "a" "b" "a" }} {{ eq true true }} {{ eq 1.5 1.5 }} {{ ne 1 2 }} {{ eq .Values.word "web" }}',
  'eq of a number of values and an integer': '{{ eq .Values.number 80 }}',
  'eq of a number of values and a float': '{{ eq .Values.number 80.0 }} {{ eq (int .Values.number) 80 }}',
  'eq of int and int64': '{{ eq 1 (int64 1) }} {{ lt 1 (add 1 1) }}',
  'eq of a text and a number': '{{ eq "1" 1 }}',
  'eq of lists': '{{ eq .Values.list .Values.list }}',
  'eq of maps': '{{ eq .Values.map .Values.map }}',
  'eq of nil': '{{ eq nil nil }} {{ eq .Values.absent nil }} {{ eq .Values.absent "a" }} {{ ne .Values.absent "a" }}',
  'eq with one argument': '{{ eq 1 }}',
  'lt, le, gt, ge': '{{ lt 1 2 }} {{ le 2 2 }} {{ gt 1.5 1.0 }} {{ ge "b" "a" }} {{ lt "B" "a" }}',
  'lt of a number of values and an integer': '{{ lt .Values.number 90 }}',
  'lt of booleans': '{{ lt true false }}',
  'lt of nil': '{{ lt .Values.absent 1 }}',
  'printf of all verbs':
    '{{ printf "%d|%5d|%-5d|%05d|%x|%X|%o|%b|%c|%U|%q" 42 42 42 42 42 42 42 42 65 65 65 }} {{ printf "%s|%10s|%-10s|%.2s|%q|%x" "abc" "abc" "abc" "abc" "abc" "abc" }} {{ printf "%f|%.2f|%8.3f|%e|%g|%G" 3.14159 3.14159 3.14159 31415.9 1e10 1e-7 }} {{ printf "%t|%v|%T|%%" true .Values.list 1 }}',
  'printf with wrong arguments':
    '{{ printf "%d" "a" }} {{ printf "%s" 1 }} {{ printf "%d" .Values.number }} {{ printf "%s %s" "a" }} {{ printf "%s" "a" "b" }} {{ printf "%!" }} {{ printf "%z" 1 }} {{ printf "%s" nil }} {{ printf "%d" nil }}',
  'printf with widths from arguments':
    '{{ printf "%*d|%-*s|%.*f|%[2]s %[1]s" 5 42 }} {{ printf "%[2]s %[1]s" "a" "b" }} {{ printf "%+d %+.1f % d %#x %#v" 1 2.5 3 255 "a" }}',
  'printf of values':
    '{{ printf "%v %v %s %v" .Values.map .Values.number .Values.list .Values.emptyMap }} {{ printf "%+v %#v" .Values.map 1.0 }} {{ printf "%s" .Values.number }} {{ printf "%v" 1e21 }}',
  'print and println':
    '{{ print "a" 1 2 "b" true }}|{{ println "a" 1 }}|{{ print }}|{{ print .Values.list .Values.map }}',
  'html, js and urlquery':
    '{{ html "<a href=\'x\'>&\\"" }} {{ js "it\'s <b> \\n =" }} {{ urlquery "a b&c/ä" }} {{ html 1 nil }}',
  'slice of the language is hidden by sprig': '{{ slice .Values.list 1 2 }} {{ slice "abc" 1 }}',
  'call of what is no function': '{{ call .Values.word }}',
  'template without data': '{{ define "t" }}[{{ . }}]{{ end }}{{ template "t" }}',
  'template with data': '{{ define "t" }}[{{ .word }}]{{ end }}{{ template "t" .Values }}',
  'template and its variables': '{{ define "t" }}{{ $ }}{{ end }}{{ $x := 1 }}{{ template "t" $x }}',
  'template that does not exist': '{{ template "nothing" . }}',
  'template with a name that is no text': '{{ template .Values.word . }}',
  'template inside of an if that is not taken': '{{ if false }}{{ template "nothing" . }}{{ end }}ok',
  'include in a pipeline': '{{ define "t" }}a\nb{{ end }}{{ include "t" . | indent 2 }}',
  'include that does not exist': '{{ include "nothing" . }}',
  'include without data': '{{ include "t" }}',
  'include with a name from values': '{{ define "web" }}x{{ end }}{{ include .Values.word . }}',
  'include of a list as data':
    '{{ define "t" }}{{ index . 0 }}{{ (index . 1).word }}{{ end }}{{ include "t" (list "a" .Values) }}',
  'a definition that is defined twice': '{{ define "t" }}a{{ end }}{{ define "t" }}b{{ end }}{{ include "t" . }}',
  'a definition that is blank the second time':
    '{{ define "t" }}a{{ end }}{{ define "t" }} {{ end }}{{ include "t" . }}',
  'a definition in a definition': '{{ define "t" }}{{ define "u" }}a{{ end }}{{ end }}',
  'a definition in an if': '{{ if true }}{{ define "t" }}a{{ end }}{{ end }}',
  'a block': '{{ block "b" .Values }}{{ .word }}{{ end }}{{ template "b" .Values }}',
  'a definition without a name': '{{ define }}a{{ end }}',
  'endless recursion': '{{ define "t" }}{{ include "t" . }}{{ end }}{{ include "t" . }}',
  'tpl of text and values':
    '{{ tpl "{{ .Values.word }}-{{ .Release.Name }}" . }} {{ tpl "plain" . }} {{ tpl .Values.template . }}',
  'tpl and definitions':
    '{{ define "t" }}outer{{ end }}{{ tpl `{{ include "t" . }}{{ define "u" }}inner{{ end }}{{ include "u" . }}` . }}',
  'a definition of tpl afterwards': '{{ tpl `{{ define "u" }}inner{{ end }}` . }}{{ include "u" . }}',
  'tpl of a blank text': '[{{ tpl "" . }}][{{ tpl "  \\n" . }}][{{ tpl "{{/* c */}}" . }}]',
  'tpl with an error': '{{ tpl "{{ .Values.absent.x }}" . }}',
  'tpl that does not parse': '{{ tpl "{{ if }}" . }}',
  'tpl of a number': '{{ tpl .Values.number . }}',
  'tpl of no value': '{{ tpl "a{{ .Values.absent }}b" . }}',
  'tpl with the template object': '{{ tpl "{{ .Template.Name }}" . }}',
  'endless recursion of tpl': '{{ define "t" }}{{ tpl `{{ include "t" . }}` . }}{{ end }}{{ include "t" . }}',
  'set changes a map for all':
    '{{ $_ := set .Values "word" "new" }}{{ .Values.word }}{{ $x := .Values.map }}{{ $_ := set $x "a" 5 }}{{ .Values.map.a }}',
  'a method of the values':
    '{{ .Values.AsMap | typeOf }} {{ (.Values.Table "map").a }} {{ .Values.PathValue "map.c.d" }} {{ .Values.YAML | len }}',
  'the objects':
    '{{ .Release.Name }} {{ .Release.Namespace }} {{ .Release.Service }} {{ .Release.IsInstall }} {{ .Release.IsUpgrade }} {{ .Release.Revision }} {{ .Chart.Name }} {{ .Chart.Version }} {{ .Chart.AppVersion }} {{ .Chart.Type }}| {{ .Chart.IsRoot }} {{ .Template.Name }} {{ .Template.BasePath }}',
  'an absent field of an object': '{{ .Release.Nothing }}|',
  'an absent field of the chart': '{{ .Chart.Nothing }}',
  'the lower case name of a field of the chart': '{{ .Chart.name }}',
  'the capabilities':
    '{{ .Capabilities.KubeVersion }} {{ .Capabilities.KubeVersion.Version }} {{ .Capabilities.KubeVersion.Major }} {{ .Capabilities.KubeVersion.Minor }} {{ .Capabilities.KubeVersion.GitVersion }} {{ .Capabilities.APIVersions.Has "apps/v1" }} {{ .Capabilities.APIVersions.Has "monitoring.coreos.com/v1" }} {{ .Capabilities.APIVersions.Has "networking.k8s.io/v1/Ingress" }} {{ semverCompare ">=1.30-0" .Capabilities.KubeVersion.GitVersion }}',
  'files that are not there':
    '[{{ .Files.Get "none" }}] {{ len (.Files.Glob "*.none") }} [{{ .Files.Lines "none" }}] [{{ .Files.AsConfig }}]',
  'the whole root as text':
    '{{ . | typeOf }} {{ kindOf .Release }} {{ kindOf .Template }} {{ kindOf .Subcharts }} {{ len .Subcharts }}',
  'the values as YAML': '{{ toYaml .Values }}',
  'the chart as YAML':
    '{{ toYaml .Chart }}|{{ toJson .Release }}|{{ toYaml .Capabilities.KubeVersion }}|{{ toJson .Template }}',
  'a carriage return': 'a\r\n{{- "b" -}}\r\nc',
};

const languageValues = `word: web
number: 80
zero: 0
yes: true
no: false
nothing: null
list: [b, a, d, c]
emptyList: []
emptyMap: {}
map: {b: 2, a: 1, c: {d: deep}}
with-dash: dashed
template: "{{ .Chart.Name }}!"`;

/** Charts whose files work together. A file next to the folder `chart` is a file of values of the user. */
const wholeCharts: Readonly<Record<string, string>> = {
  'a value of the user over one of the chart': `
=== chart/Chart.yaml
apiVersion: v2
name: web
version: 1.2.3
=== chart/values.yaml
a: {b: 1, c: 2, l: [1, 2]}
d: x
gone: 1
=== chart/templates/a.txt
{{ toYaml .Values }}
=== values.yaml
a: {c: 3, e: 4, l: [3]}
d: null
gone: null
`,
  'two files of values of the user': `
=== chart/Chart.yaml
apiVersion: v2
name: web
version: 1.2.3
=== chart/values.yaml
a: {b: 1}
=== chart/templates/a.txt
{{ toYaml .Values }}
=== first.yaml
a: {b: 2, c: 3}
=== second.yaml
a: {c: null, d: [1]}
`,
  'a scalar over a map': `
=== chart/Chart.yaml
apiVersion: v2
name: web
version: 1.2.3
=== chart/values.yaml
a: {b: 1}
=== chart/templates/a.txt
{{ toYaml .Values }}
=== values.yaml
a: text
`,
  'a map over a scalar': `
=== chart/Chart.yaml
apiVersion: v2
name: web
version: 1.2.3
=== chart/values.yaml
a: text
=== chart/templates/a.txt
{{ toYaml .Values }}
=== values.yaml
a: {b: 1}
`,
  'values that are a list': `
=== chart/Chart.yaml
apiVersion: v2
name: web
version: 1.2.3
=== chart/values.yaml
- a
=== chart/templates/a.txt
x
`,
  'values that are no YAML': `
=== chart/Chart.yaml
apiVersion: v2
name: web
version: 1.2.3
=== chart/values.yaml
a: [
=== chart/templates/a.txt
x
`,
  'values with a tab': `
=== chart/Chart.yaml
apiVersion: v2
name: web
version: 1.2.3
=== chart/values.yaml
a:
	b: 1
=== chart/templates/a.txt
x
`,
  'no values': `
=== chart/Chart.yaml
apiVersion: v2
name: web
version: 1.2.3
=== chart/templates/a.txt
{{ toYaml .Values }}|{{ .Values.a }}|
`,
  'a chart without a name': `
=== chart/Chart.yaml
apiVersion: v2
version: 1.2.3
=== chart/templates/a.txt
x
`,
  'a chart without a version': `
=== chart/Chart.yaml
apiVersion: v2
name: web
=== chart/templates/a.txt
x
`,
  'a chart with a bad version': `
=== chart/Chart.yaml
apiVersion: v2
name: web
version: one
=== chart/templates/a.txt
x
`,
  'a chart without an API version': `
=== chart/Chart.yaml
name: web
version: 1.2.3
=== chart/templates/a.txt
x
`,
  'a chart with a bad type': `
=== chart/Chart.yaml
apiVersion: v2
name: web
version: 1.2.3
type: operator
=== chart/templates/a.txt
x
`,
  'a library': `
=== chart/Chart.yaml
apiVersion: v2
name: web
version: 1.2.3
type: library
=== chart/templates/_a.tpl
x
`,
  'a chart for another Kubernetes': `
=== chart/Chart.yaml
apiVersion: v2
name: web
version: 1.2.3
kubeVersion: "<1.20"
=== chart/templates/a.txt
x
`,
  'a chart for this Kubernetes': `
=== chart/Chart.yaml
apiVersion: v2
name: web
version: 1.2.3
kubeVersion: ">=1.20-0"
=== chart/templates/a.txt
x
`,
  'a Chart.yaml that is no YAML': `
=== chart/Chart.yaml
a: [
=== chart/templates/a.txt
x
`,
  'partials and notes': `
=== chart/Chart.yaml
apiVersion: v2
name: web
version: 1.2.3
=== chart/templates/_helpers.tpl
not shown {{ define "web.name" }}{{ .Chart.Name }}{{ end }}
=== chart/templates/NOTES.txt
Thanks for {{ include "web.name" . }}
=== chart/templates/sub/b.txt
{{ .Template.Name }} {{ .Template.BasePath }}
=== chart/templates/_c/d.txt
shown
`,
  'the last of two definitions counts, the deeper file first': `
=== chart/Chart.yaml
apiVersion: v2
name: web
version: 1.2.3
=== chart/templates/_a.tpl
{{ define "x" }}a{{ end }}
=== chart/templates/_b.tpl
{{ define "x" }}b{{ end }}
=== chart/templates/sub/_c.tpl
{{ define "x" }}c{{ end }}
=== chart/templates/a.txt
{{ include "x" . }}
`,
  'a template can include another file': `
=== chart/Chart.yaml
apiVersion: v2
name: web
version: 1.2.3
=== chart/templates/a.txt
{{ include "web/templates/b.txt" . }} {{ include (print $.Template.BasePath "/b.txt") . | sha256sum }}
=== chart/templates/b.txt
b of {{ .Template.Name }}
`,
  'files of the chart': `
=== chart/Chart.yaml
apiVersion: v2
name: web
version: 1.2.3
=== chart/config/a.ini
[x]
y = 1
=== chart/config/sub/b.json
{"a": 1}
=== chart/README.md
read me
=== chart/templates/a.txt
{{ .Files.Get "config/a.ini" }}|{{ (.Files.Glob "config/*").AsConfig }}|{{ (.Files.Glob "config/**").AsSecrets }}|{{ range .Files.Lines "config/a.ini" }}<{{ . }}>{{ end }}|{{ range $path, $_ := .Files.Glob "**.{ini,json}" }}{{ $path }} {{ $.Files.Get $path | len }};{{ end }}|{{ index .Files "README.md" | toString }}|{{ .Files.GetBytes "README.md" | len }}|{{ len (.Files.Glob "config/?.ini") }}{{ len (.Files.Glob "config/[!b].ini") }}{{ len (.Files.Glob "[") }}
`,
  'a chart in a chart': `
=== chart/Chart.yaml
apiVersion: v2
name: web
version: 1.2.3
=== chart/values.yaml
global: {team: red}
db: {port: 1}
own: x
=== chart/templates/a.txt
{{ toYaml .Values }}|{{ keys .Subcharts }}|{{ .Subcharts.db.Values.port }}|{{ .Subcharts.db.Chart.Name }}|{{ include "db.name" . }}
=== chart/charts/db/Chart.yaml
apiVersion: v2
name: db
version: 0.1.0
=== chart/charts/db/values.yaml
port: 5432
user: root
global: {color: blue}
=== chart/charts/db/templates/_h.tpl
{{ define "db.name" }}{{ .Release.Name }}-{{ .Chart.Name }}{{ end }}
=== chart/charts/db/templates/b.txt
{{ toYaml .Values }}|{{ .Template.Name }}|{{ .Template.BasePath }}|{{ .Chart.IsRoot }}|{{ include "db.name" . }}
`,
  'conditions, tags and aliases': `
=== chart/Chart.yaml
apiVersion: v2
name: web
version: 1.2.3
dependencies:
  - {name: a, version: "*", repository: "", condition: a.enabled}
  - {name: b, version: "*", repository: "", tags: [back]}
  - {name: c, version: "*", repository: "", alias: first}
  - {name: c, version: "*", repository: "", alias: second, condition: "nothing,second.on"}
  - {name: d, version: ">9", repository: ""}
=== chart/values.yaml
a: {enabled: false}
tags: {back: false}
first: {x: 1}
second: {on: true, x: 2}
=== chart/templates/a.txt
{{ keys .Subcharts | sortAlpha }}
=== chart/charts/a/Chart.yaml
{apiVersion: v2, name: a, version: 1.0.0}
=== chart/charts/a/templates/x.txt
a
=== chart/charts/b/Chart.yaml
{apiVersion: v2, name: b, version: 1.0.0}
=== chart/charts/b/templates/x.txt
b
=== chart/charts/c/Chart.yaml
{apiVersion: v2, name: c, version: 1.0.0}
=== chart/charts/c/values.yaml
x: 0
y: 9
=== chart/charts/c/templates/x.txt
{{ .Chart.Name }} {{ .Values.x }} {{ .Values.y }} {{ .Template.Name }}
=== chart/charts/d/Chart.yaml
{apiVersion: v2, name: d, version: 1.0.0}
=== chart/charts/d/templates/x.txt
d
=== chart/charts/undeclared/Chart.yaml
{apiVersion: v2, name: undeclared, version: 1.0.0}
=== chart/charts/undeclared/templates/x.txt
undeclared
`,
  'values that are imported': `
=== chart/Chart.yaml
apiVersion: v2
name: web
version: 1.2.3
dependencies:
  - name: db
    version: "*"
    repository: ""
    import-values:
      - data
      - {child: inner.part, parent: taken}
=== chart/values.yaml
taken: {own: 1}
=== chart/templates/a.txt
{{ toYaml .Values }}
=== chart/charts/db/Chart.yaml
{apiVersion: v2, name: db, version: 1.0.0}
=== chart/charts/db/values.yaml
exports: {data: {host: h, port: 1}}
inner: {part: {own: 2, more: 3}}
=== chart/charts/db/templates/x.txt
{{ toYaml .Values }}
`,
  'a library as a dependency': `
=== chart/Chart.yaml
apiVersion: v2
name: web
version: 1.2.3
=== chart/templates/a.txt
{{ include "lib.x" . }}
=== chart/charts/lib/Chart.yaml
{apiVersion: v2, name: lib, version: 1.0.0, type: library}
=== chart/charts/lib/templates/_x.tpl
{{ define "lib.x" }}{{ .Chart.Name }}{{ end }}
=== chart/charts/lib/templates/shown.txt
never
`,
  'an old chart with requirements.yaml': `
=== chart/Chart.yaml
apiVersion: v1
name: web
version: 1.2.3
=== chart/requirements.yaml
dependencies:
  - {name: a, version: "*", repository: "", condition: a.on, alias: b}
=== chart/values.yaml
b: {x: 3}
=== chart/templates/a.txt
{{ keys .Subcharts }}
=== chart/charts/a/Chart.yaml
{apiVersion: v1, name: a, version: 1.0.0}
=== chart/charts/a/templates/x.txt
{{ .Values.x }}
`,
  'globals reach the charts below': `
=== chart/Chart.yaml
{apiVersion: v2, name: web, version: 1.2.3}
=== chart/values.yaml
global: {a: 1, m: {x: 1}}
db: {global: {b: 2}}
=== chart/charts/db/Chart.yaml
{apiVersion: v2, name: db, version: 1.0.0}
=== chart/charts/db/values.yaml
global: {a: 3, c: 4, m: {y: 2}}
=== chart/charts/db/templates/x.txt
{{ toYaml .Values }}
=== chart/charts/db/charts/sub/Chart.yaml
{apiVersion: v2, name: sub, version: 1.0.0}
=== chart/charts/db/charts/sub/templates/x.txt
{{ toYaml .Values }} {{ .Template.Name }}
=== values.yaml
global: {d: 5}
`,
  'a value of null removes one of a chart below': `
=== chart/Chart.yaml
{apiVersion: v2, name: web, version: 1.2.3}
=== chart/values.yaml
db: {port: null, map: {a: null}}
=== chart/charts/db/Chart.yaml
{apiVersion: v2, name: db, version: 1.0.0}
=== chart/charts/db/values.yaml
port: 1
map: {a: 1, b: 2}
=== chart/charts/db/templates/x.txt
{{ toYaml .Values }}
`,
  'values that the schema accepts': `
=== chart/Chart.yaml
{apiVersion: v2, name: web, version: 1.2.3}
=== chart/values.yaml
port: 80
=== chart/values.schema.json
{"type": "object", "required": ["port"], "properties": {"port": {"type": "integer", "minimum": 1}}}
=== chart/templates/a.txt
{{ .Values.port }}
`,
  'values that the schema refuses': `
=== chart/Chart.yaml
{apiVersion: v2, name: web, version: 1.2.3}
=== chart/values.yaml
port: "80"
=== chart/values.schema.json
{"type": "object", "properties": {"port": {"type": "integer"}}}
=== chart/templates/a.txt
{{ .Values.port }}
`,
  'values that the schema of a chart below refuses': `
=== chart/Chart.yaml
{apiVersion: v2, name: web, version: 1.2.3}
=== chart/values.yaml
db: {mode: none}
=== chart/charts/db/Chart.yaml
{apiVersion: v2, name: db, version: 1.0.0}
=== chart/charts/db/values.schema.json
{"properties": {"mode": {"enum": ["a", "b"]}}}
=== chart/charts/db/templates/x.txt
x
`,
  'a schema with references': `
=== chart/Chart.yaml
{apiVersion: v2, name: web, version: 1.2.3}
=== chart/values.yaml
items: [{name: a}, {name: B}]
=== chart/values.schema.json
{"$schema": "http://json-schema.org/draft-07/schema#", "definitions": {"item": {"type": "object", "properties": {"name": {"pattern": "^[a-z]+$"}}, "additionalProperties": false}}, "properties": {"items": {"type": "array", "items": {"$ref": "#/definitions/item"}}}}
=== chart/templates/a.txt
x
`,
  'a schema that is no JSON': `
=== chart/Chart.yaml
{apiVersion: v2, name: web, version: 1.2.3}
=== chart/values.schema.json
{
=== chart/templates/a.txt
x
`,
  'a version whose prerelease begins with a zero': `
=== chart/Chart.yaml
{apiVersion: v2, name: web, version: 1.2.3-01}
=== chart/templates/a.txt
x
`,
  'a version whose prerelease is the digit zero': `
=== chart/Chart.yaml
{apiVersion: v2, name: web, version: 1.2.3-0}
=== chart/templates/a.txt
x
`,
  'a version with a number of more than 64 bits': `
=== chart/Chart.yaml
{apiVersion: v2, name: web, version: 99999999999999999999.1.1}
=== chart/templates/a.txt
x
`,
  'a template that stops stops the chart': `
=== chart/Chart.yaml
{apiVersion: v2, name: web, version: 1.2.3}
=== chart/templates/a.txt
fine
=== chart/templates/b.txt
{{ required "a password is needed" .Values.password }}
`,
};

/** Charts for the real Helm and for ours, by the name of the case. */
export const chartCases: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    Object.entries(languageTemplates).map(([name, template]) => [name, one(template, languageValues)]),
  ),
  ...wholeCharts,
};
