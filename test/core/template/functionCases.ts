/** The values that the expressions of the cases use. */
export const caseValues = `
empty: ""
nothing: null
word: web
name: "My Web Shop"
text: "first line\\nsecond line"
padded: "  both sides \\t\\n"
path: /srv/www/index.html
url: https://user:secret@shop.example.com:8443/a/b?x=1&y=2#top
zero: 0
port: 8080
million: 1000000
big: 12345678901
huge: 1e21
tiny: 0.000001
half: 2.5
negative: -3
yes: true
no: false
digits: "42"
octal: "010"
hex: "0x1F"
decimal: "8.00"
version: 1.27.3-beta.2+build5
unicode: "Straße für Ünï 日本 😀"
list: [c, a, b, a]
numbers: [3, 1, 2]
mixed: [1, two, true, null, 2.5]
nested: [[1, 2], [3]]
emptyList: []
map: {b: 2, a: one, c: {d: true, e: [x, y]}}
other: {b: 3, c: {d: false, f: new}, g: ""}
emptyMap: {}
labels: {app: web, tier: front-end, "10": ten, "9": nine, a10: x, a9: y}
strings: {"yes": "yes", "number": "1", "date": "2020-01-02", "float": "1.5", "null": "null", "tilde": "~", "colon": "a: b", "hash": "a #b", "octal": "0o7", "sexagesimal": "1:30", "merge": "<<", "dash": "- a", "question": "? a", "star": "*a", "quote": "'a", "double": '"a"', "percent": "%a", "at": "@a", "back": "\`a", "space": " a", "trailing": "a ", "empty": "", "multi": "a\\nb", "multiEnd": "a\\nb\\n", "multiKeep": "a\\n\\n", "blankStart": "\\na", "tab": "a\\tb", "cr": "a\\rb", "control": "\\x01", "emoji": "😀", "nel": "a\\x85b", "brace": "{a", "bracket": "[a", "exclamation": "!a", "pipe": "|a", "greater": ">a", "ampersand": "&a", "comma": ",a", "equals": "=", "dots": "...", "dashes": "---", "hexNumber": "0x1f", "underscore": "1_000", "exponent": "1e3", "infinity": ".inf", "nan": ".NaN", "plus": "+1", "on": "on", "n": "n", "True": "True", "version": "1.10", "ip": "10.0.0.1", "time": "12:30:45", "url": "http://a.b:80/c", "colonEnd": "a:", "spaceHash": "a#b", "long": "Lorem ipsum dolor sit amet, consectetur adipiscing elit, sed do eiusmod tempor incididunt ut labore et dolore magna aliqua."}
longQuoted: "yes: Lorem ipsum dolor sit amet, consectetur adipiscing elit,  sed do eiusmod tempor incididunt ut labore: et dolore magna aliqua."
longWord: "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
yaml: "a: 1\\nb: [x, y]\\nc:\\n  d: 'text'\\n  e: 010\\n"
yamlList: "- 1\\n- a: b\\n"
json: '{"a": 1, "b": [true, null, "x\\u0041"], "c": {"d": 1e3}}'
toml: "title = 'x'\\nport = 80\\n[owner]\\nname = \\"a\\"\\n[[items]]\\nn = 1.5\\n[[items]]\\nn = 2.0\\n"
`;

/** Calls of functions, each of which is a template of its own. */
export const functionCases: readonly string[] = [
  // Strings.
  '{{ trim .Values.padded }}|',
  '{{ trimAll "$/" "$/a/$" }}',
  '{{ trimall "x" "xxaxx" }}',
  '{{ trimSuffix "-web" "shop-web" }}',
  '{{ trimPrefix "shop-" "shop-web" }}',
  '{{ trimSuffix "x" "shop" }}',
  '{{ upper .Values.unicode }}',
  '{{ lower .Values.unicode }}',
  '{{ title "hello big_world it\'s o\'clock" }}',
  '{{ title .Values.unicode }}',
  '{{ untitle "Hello World" }}',
  '{{ swapcase "Hello World ünÏ" }}',
  '{{ initials "First Try of All" }}',
  '{{ initials .Values.unicode }}',
  '{{ nospace " a b\\tc\\n" }}',
  '{{ nospace .Values.unicode }}',
  '{{ nospace "äöü" }}',
  '{{ snakecase "FirstName HTTPServer2Go" }}',
  '{{ kebabcase "FirstName HTTPServer2Go" }}',
  '{{ camelcase "http_server" }}',
  '{{ camelcase "__a-b c__d" }}',
  '{{ camelcase "_" }}{{ camelcase "" }}{{ camelcase "a" }}',
  '{{ snakecase "aB1C22dEf" }},{{ snakecase "a.b-C" }},{{ snakecase "ABCdef" }},{{ snakecase "12ab" }},{{ snakecase "a1b" }}',
  '{{ kebabcase "A1 B2.c3_D4" }},{{ kebabcase "日本Go" }},{{ kebabcase "a--b" }}',
  '{{ substr 0 3 "hello" }},{{ substr 2 -1 "hello" }},{{ substr -1 2 "hello" }},{{ substr 1 99 "hello" }}',
  '{{ substr 4 2 "hello" }}',
  '{{ substr 9 -1 "hello" }}',
  '{{ trunc 3 "hello" }},{{ trunc -3 "hello" }},{{ trunc 9 "hello" }},{{ trunc -9 "hello" }},{{ trunc 0 "hello" }}',
  '{{ trunc 6 .Values.unicode | b64enc }}',
  '{{ trunc 5 .Values.unicode | quote }}',
  '{{ abbrev 5 "hello world" }},{{ abbrev 3 "hello" }},{{ abbrev 50 "hello" }}',
  '{{ abbrevboth 5 10 "1234 5678 9123" }},{{ abbrevboth 0 6 "1234 5678" }},{{ abbrevboth 5 6 "1234 5678" }}',
  '{{ abbrevboth 10 8 "abcdefghijklmnopqrstuvwxyz" }}',
  '{{ wrap 10 "The quick brown fox jumps over the lazy dog" }}',
  '{{ wrap 3 "abcdefgh ij  k" }}',
  '{{ wrapWith 4 "|" "abcdefgh ijk l" }}',
  '{{ repeat 3 "ab" }}{{ repeat 0 "x" }}',
  '{{ repeat -1 "ab" }}',
  '{{ contains "b" "abc" }},{{ contains "x" "abc" }},{{ hasPrefix "a" "abc" }},{{ hasSuffix "a" "abc" }},{{ contains "" "" }}',
  '{{ quote .Values.word .Values.port nil .Values.yes .Values.text }}',
  '{{ quote .Values.list }} {{ quote .Values.map }}',
  '{{ quote .Values.unicode "\\u200b\\x01" "a\\"b\\\\" }}',
  '{{ squote .Values.word 1 nil "it\'s" .Values.half }}',
  '{{ cat "a" nil 1 true "b" }}|{{ cat }}|{{ cat nil }}',
  '{{ indent 2 .Values.text }}|{{ nindent 4 .Values.text }}|{{ indent 0 "a\\n" }}|{{ indent 2 "" }}|',
  '{{ indent -1 "a" }}',
  '{{ replace "l" "L" .Values.text }},{{ replace "" "-" "abc" }},{{ replace "x" "y" "abc" }}',
  '{{ plural "one" "many" 1 }},{{ plural "one" "many" 2 }}',
  '{{ plural "one" "many" (len .Values.list) }}',
  '{{ toString .Values.port }},{{ toString .Values.million }},{{ toString .Values.list }},{{ toString nil }},{{ toString true }}',
  '{{ toStrings .Values.mixed }},{{ toStrings "a" }},{{ typeOf (toStrings nil) }}',
  '{{ join "," .Values.list }};{{ join "-" .Values.mixed }};{{ join "," "x" }};{{ join "," nil }};{{ join "" .Values.numbers }}',
  '{{ split "$" "a$b$c" }}{{ (split "$" "a$b$c")._1 }}',
  '{{ splitn "$" 2 "a$b$c" }}{{ splitn "$" 0 "a" }}{{ splitn "$" -1 "a$b" }}',
  '{{ splitList "," "a,b,,c" }}{{ splitList "" "añ😀" }}{{ splitList "," "" | len }}{{ typeOf (splitList "," "a") }}',
  '{{ "a-b" | replace "-" "_" | upper | quote }}',
  '{{ hello }}',
  // Encodings.
  '{{ b64enc .Values.unicode }} {{ b64enc "" }} {{ b64enc "a" }} {{ b64enc "ab" }}',
  '{{ b64dec "aGVsbG8=" }},{{ b64dec "aGVsbG8" }},{{ b64dec "a$b" }},{{ b64dec "YQ==\\n" }},{{ b64dec "" }}',
  '{{ b32enc "hello world" }} {{ b32enc "a" }} {{ b32dec "NBSWY3DP" }} {{ b32dec "ME======" }} {{ b32dec "1" }}',
  '{{ b64dec "/w==" | b64enc }} {{ b64dec "/w==" | quote }} {{ len (b64dec "/w==") }}',
  '{{ sha1sum "hello" }} {{ sha256sum "hello" }} {{ sha512sum "hello" }} {{ adler32sum "hello" }}',
  '{{ sha1sum .Values.strings.long }} {{ sha256sum .Values.longWord }} {{ sha512sum .Values.longWord }} {{ sha512sum "" }}',
  // Numbers.
  '{{ add 1 2 3 }} {{ add }} {{ add 1.9 "2" true }} {{ add1 "9" }} {{ sub 5 8 }} {{ mul 2 3 4 }} {{ div 7 2 }} {{ div -7 2 }} {{ mod -7 3 }}',
  '{{ div 1 0 }}',
  '{{ mod 1 0 }}',
  '{{ add 9223372036854775807 1 }} {{ mul 9223372036854775807 2 }} {{ sub -9223372036854775808 1 }}',
  '{{ add "x" "0x10" "010" "8.00" "8.5" "1_000" " 1" "" }}',
  '{{ max 1 5 3 }} {{ biggest 1 5 }} {{ min 4 2 9 }} {{ max "7" 3.9 }} {{ maxf 1.5 2 }} {{ minf 1.5 2 "0.5" }}',
  '{{ int "42" }} {{ int "x" }} {{ int 3.99 }} {{ int -3.99 }} {{ int nil }} {{ int true }} {{ int .Values.octal }} {{ int .Values.hex }} {{ int .Values.decimal }} {{ int .Values.million }}',
  '{{ int64 .Values.big }} {{ int64 .Values.huge }} {{ typeOf (int 1) }} {{ typeOf (int64 1) }} {{ typeOf (float64 1) }}',
  '{{ float64 "1.5" }} {{ float64 "1e3" }} {{ float64 "x" }} {{ float64 3 }} {{ float64 true }} {{ float64 ".5" }}',
  '{{ atoi "12" }} {{ atoi "x" }} {{ atoi "1.5" }} {{ atoi "+7" }} {{ atoi "99999999999999999999" }}',
  '{{ toDecimal "777" }} {{ toDecimal 777 }} {{ toDecimal "8" }} {{ toDecimal "0o17" }}',
  '{{ floor 3.7 }} {{ ceil 3.2 }} {{ floor -3.2 }} {{ round 3.14159 2 }} {{ round 2.5 0 }} {{ round -2.5 0 }} {{ round 123.4444 3 0.4 }} {{ floor "2.9" }}',
  '{{ round 3.7 0 0.9 }} {{ ceil .Values.million }} {{ floor .Values.huge }}',
  '{{ addf 1.1 2.2 }} {{ add1f 1.5 }} {{ subf 3 0.1 0.2 }} {{ mulf 1.5 2 0.1 }} {{ divf 1 3 }} {{ divf 2 3 }} {{ divf -2 3 }} {{ addf }} {{ divf 10 4 }}',
  '{{ divf 1 0 }}',
  '{{ until 5 }} {{ until 0 }} {{ until -3 }} {{ untilStep 1 10 3 }} {{ untilStep 10 1 -4 }} {{ untilStep 1 10 0 }} {{ untilStep 1 10 -1 }} {{ typeOf (until 1) }}',
  '{{ seq 5 }};{{ seq -3 }};{{ seq 2 5 }};{{ seq 5 2 }};{{ seq 1 2 9 }};{{ seq 9 -4 1 }};{{ seq }};{{ seq 1 2 3 4 }};{{ seq 5 1 1 }};{{ seq 0 }}',
  '{{ until .Values.port }}',
  '{{ .Values.port }} {{ .Values.million }} {{ .Values.big }} {{ .Values.huge }} {{ .Values.tiny }} {{ .Values.half }} {{ .Values.negative }} {{ .Values.zero }}',
  // Lists.
  '{{ list 1 "a" nil true }} {{ tuple 1 2 }} {{ list }} {{ len (list) }}',
  '{{ first .Values.list }} {{ last .Values.list }} {{ rest .Values.list }} {{ initial .Values.list }} {{ first .Values.emptyList }} {{ rest .Values.emptyList }} {{ initial (list 1) }}',
  '{{ first nil }}',
  '{{ first "text" }}',
  '{{ mustFirst 5 }}',
  '{{ rest .Values.map }}',
  '{{ append .Values.list "z" }} {{ push .Values.list 1 }} {{ prepend .Values.list "z" }} {{ mustAppend .Values.emptyList nil }} {{ .Values.list }}',
  '{{ append nil 1 }}',
  '{{ append "x" 1 }}',
  '{{ prepend "x" 1 }}',
  '{{ concat .Values.list .Values.numbers (list) }} {{ concat }} {{ typeOf (concat (splitList "," "a,b")) }}',
  '{{ concat .Values.list "x" }}',
  '{{ concat nil }}',
  '{{ reverse .Values.list }} {{ uniq .Values.list }} {{ without .Values.list "a" "x" }} {{ compact .Values.mixed }} {{ compact (list 0 "" false nil 1) }}',
  '{{ uniq (list 1 1.0 "1" 1) }} {{ uniq (list (list 1) (list 1)) }}',
  '{{ without .Values.numbers 1 }} {{ without .Values.numbers 1.0 }}',
  '{{ has "a" .Values.list }} {{ has 1 .Values.numbers }} {{ has 1.0 .Values.numbers }} {{ has "x" nil }} {{ has nil .Values.mixed }}',
  '{{ has "a" "abc" }}',
  '{{ slice .Values.list 1 3 }} {{ slice .Values.list }} {{ slice .Values.list 2 }} {{ slice .Values.emptyList }}',
  '{{ mustSlice .Values.list 1 9 }}',
  '{{ mustSlice "abc" 1 }}',
  '{{ mustSlice .Values.list 1 "3" }} {{ mustSlice .Values.list 2 }} {{ mustSlice .Values.emptyList }}',
  '{{ chunk 3 .Values.list }} {{ chunk 2 .Values.list }} {{ chunk 9 .Values.list }} {{ chunk 2 (list) }}',
  '{{ chunk 0 .Values.list }}',
  '{{ sortAlpha .Values.list }} {{ sortAlpha .Values.numbers }} {{ sortAlpha "z" }} {{ sortAlpha (list "b" "B" "a" "ä" "10" "9") }} {{ sortAlpha nil }}',
  '{{ mustPush .Values.list 1 }} {{ mustPrepend .Values.list 1 }} {{ mustLast .Values.list }} {{ mustRest .Values.list }} {{ mustInitial .Values.list }} {{ mustReverse .Values.list }} {{ mustCompact .Values.mixed }} {{ mustUniq .Values.list }} {{ mustWithout .Values.list "a" }} {{ mustHas "a" .Values.list }} {{ mustChunk 3 .Values.list }}',
  '{{ mustLast 1 }}',
  '{{ mustHas 1 2 }}',
  '{{ mustChunk 1 "a" }}',
  // Maps.
  '{{ dict "a" 1 "b" }} {{ dict }} {{ dict 1 2 }} {{ dict "a" (dict "b" 1) "c" (list 1) }}',
  '{{ get .Values.map "a" }} {{ get .Values.map "x" }}| {{ hasKey .Values.map "b" }} {{ hasKey .Values.map "x" }} {{ hasKey .Values "nothing" }}',
  '{{ get "x" "a" }}',
  '{{ get nil "a" }}|',
  '{{ get .Values.nothing "a" }}|',
  '{{ $_ := set .Values.map "z" 9 }}{{ .Values.map.z }} {{ unset .Values.map "c" }} {{ .Values.map }}',
  '{{ set .Values.word "a" 1 }}',
  '{{ keys .Values.map | sortAlpha }} {{ keys .Values.map .Values.other | sortAlpha }} {{ values (dict "a" 1) }} {{ keys (dict "a" 1) | typeOf }}',
  '{{ pluck "b" .Values.map .Values.other .Values.emptyMap }} {{ pick .Values.map "a" "x" }} {{ omit .Values.map "a" "c" }} {{ pick .Values.map }}',
  '{{ dig "c" "d" "none" .Values.map }} {{ dig "c" "x" "none" .Values.map }} {{ dig "x" "y" "none" .Values.map }}',
  '{{ dig "a" "b" "none" .Values.map }}',
  '{{ dig "a" .Values.map }}',
  '{{ merge .Values.map .Values.other | toJson }} {{ .Values.map | toJson }} {{ .Values.other | toJson }}',
  '{{ mergeOverwrite .Values.map .Values.other | toJson }} {{ .Values.map | toJson }}',
  '{{ merge (dict "a" "" "b" 0 "c" (list) "d" nil "e" false) (dict "a" 1 "b" 2 "c" (list 1) "d" 4 "e" true) | toJson }}',
  '{{ mergeOverwrite (dict "a" "x" "b" 1 "c" (list 1) "d" (dict "e" 1)) (dict "a" "" "b" 0 "c" (list) "d" nil) | toJson }}',
  '{{ mergeOverwrite (dict "a" (dict "b" 1)) (dict "a" "text") | toJson }} {{ mergeOverwrite (dict "a" "text") (dict "a" (dict "b" 1)) | toJson }}',
  '{{ merge (dict "a" "x") (dict "a" (dict "b" 1)) | toJson }} {{ merge (dict "a" (dict)) (dict "a" (dict "b" 1)) | toJson }} {{ merge (dict) (dict "a" nil) | toJson }}',
  '{{ merge (dict "a" (list 1 2)) (dict "a" (list 3)) (dict "b" (list)) | toJson }} {{ mergeOverwrite (dict "a" (list 1 2)) (dict "a" (list 3)) | toJson }}',
  '{{ $d := dict "a" (dict) }}{{ $s := dict "a" (dict "b" 1) }}{{ $_ := merge $d $s }}{{ $_ := set $d.a "c" 2 }}{{ $s | toJson }}',
  '{{ $a := dict "x" (dict "y" 1) }}{{ $b := deepCopy $a }}{{ $_ := set $b.x "y" 2 }}{{ $a | toJson }}{{ $b | toJson }}{{ mustDeepCopy (list 1) }}',
  '{{ merge .Values.map }} {{ merge .Values.map nil }}',
  '{{ merge nil .Values.map }}',
  '{{ mustMerge (dict "a" 1) (dict "b" 2) }} {{ mustMergeOverwrite (dict "a" 1) (dict "a" 2) }}',
  // Defaults and types.
  '{{ default "d" .Values.empty }} {{ default "d" .Values.zero }} {{ default "d" .Values.no }} {{ default "d" .Values.emptyList }} {{ default "d" .Values.word }} {{ default "d" }} {{ .Values.absent | default "d" }} {{ default "d" nil }}',
  '{{ empty .Values.zero }} {{ empty .Values.word }} {{ empty nil }} {{ empty .Values.emptyMap }} {{ empty .Chart }} {{ empty .Files }}',
  '{{ coalesce .Values.empty nil 0 "x" "y" }} {{ coalesce }} {{ coalesce nil }} {{ all 1 "x" }} {{ all 1 "" }} {{ all }} {{ any 0 "x" }} {{ any }} {{ any 0 }}',
  '{{ ternary "a" "b" true }} {{ ternary "a" "b" .Values.no }} {{ .Values.yes | ternary 1 2 }}',
  '{{ ternary "a" "b" .Values.word }}',
  '{{ ternary "a" "b" nil }}',
  '{{ ternary "a" "b" .Values.absent }}',
  '{{ typeOf .Values.word }} {{ typeOf .Values.port }} {{ typeOf .Values.list }} {{ typeOf .Values.map }} {{ typeOf .Values }} {{ typeOf nil }} {{ typeOf true }} {{ typeOf 1 }} {{ typeOf 1.5 }} {{ typeOf .Values.absent }}',
  '{{ kindOf .Values.word }} {{ kindOf .Values.port }} {{ kindOf .Values.list }} {{ kindOf .Values.map }} {{ kindOf .Values }} {{ kindOf nil }} {{ kindOf .Chart }} {{ kindOf .Capabilities }} {{ kindOf .Files }}',
  '{{ typeIs "string" "x" }} {{ typeIs "int" 1 }} {{ typeIs "float64" .Values.port }} {{ typeIs "<nil>" nil }} {{ kindIs "map" .Values.map }} {{ kindIs "slice" .Values.list }} {{ kindIs "invalid" nil }} {{ kindIs "bool" .Values.yes }} {{ typeIsLike "semver.Version" (semver "1.2.3") }}',
  '{{ deepEqual .Values.list (list "c" "a" "b" "a") }} {{ deepEqual 1 1.0 }} {{ deepEqual .Values.map .Values.map }} {{ deepEqual (dict "a" 1) (dict "a" 1) }} {{ deepEqual nil nil }}',
  // JSON, YAML, TOML.
  '{{ toJson .Values.map }} {{ toJson .Values.mixed }} {{ toJson "<a & b>" }} {{ toRawJson "<a & b>" }} {{ toJson .Values.text }} {{ toJson nil }} {{ toJson .Values.tiny }} {{ toJson .Values.huge }} {{ toJson .Values.million }} {{ toJson 1 }} {{ toJson .Values.unicode }}',
  '{{ toPrettyJson .Values.map }}|{{ toPrettyJson (list) }}|{{ toPrettyJson (dict) }}|{{ mustToPrettyJson (list 1) }}',
  '{{ mustToJson (dict "a" "\\u2028\\x01\\x7f\\t") }} {{ toJson (b64dec "/w==") }} {{ mustToRawJson (list "<") }}',
  '{{ toJson .Values.strings.emoji }} {{ toJson "\\b\\f" }} {{ toJson 0.0000001 }} {{ toJson -0.5 }} {{ toJson 123456789.5 }}',
  '{{ (fromJson .Values.json).b }} {{ (fromJson .Values.json).c.d }} {{ fromJson "[1]" }} {{ fromJson "" }} {{ fromJson "{" }} {{ fromJson "null" }} {{ fromJson "{\\"a\\":1}x" }} {{ fromJson "{a:1}" }} {{ fromJson "{\\"a\\" 1}" }}',
  '{{ fromJsonArray "[1,\\"a\\",{\\"b\\":null}]" }} {{ fromJsonArray "{}" }} {{ fromJsonArray "nul" }} {{ fromJsonArray "[1,]" }} {{ fromJsonArray "[1 2]" }} {{ fromJsonArray "\\"a" }}',
  '{{ mustFromJson .Values.json }} {{ mustFromJson "1" }} {{ mustFromJson "\\"\\\\u00e4\\\\n\\"" }} {{ typeOf (mustFromJson "1") }} {{ mustFromJson "-0.5e1" }}',
  '{{ mustFromJson "01" }}',
  '{{ mustFromJson "tru" }}',
  '{{ toYaml .Values.map }}',
  '{{ toYaml .Values.strings }}',
  '{{ toYaml .Values.labels }}',
  '{{ toYaml .Values.nested }}|{{ toYaml .Values.mixed }}|{{ toYaml (list (dict "a" 1 "b" (list 1 (dict "c" nil))) (list)) }}',
  '{{ toYaml (dict "a" .Values.longQuoted "b" (list .Values.longQuoted .Values.strings.long)) }}',
  '{{ toYaml (dict .Values.longWord 1 "multi\\nline" 2 "" 3 "y" 4 "1" 5 "a b" 6 "- x" 7) }}',
  '{{ toYaml "text" }}|{{ toYaml 1 }}|{{ toYaml nil }}|{{ toYaml true }}|{{ toYaml .Values.text }}|{{ toYaml "" }}|{{ toYaml (list) }}|{{ toYaml (dict) }}|{{ toYaml .Values.absent }}',
  '{{ toYaml .Values.million }} {{ toYaml .Values.big }} {{ toYaml .Values.huge }} {{ toYaml .Values.tiny }} {{ toYaml .Values.half }} {{ toYaml 0.00001 }} {{ toYaml 1e20 }} {{ toYaml -0.0 }}',
  '{{ toYaml (dict "a" "\\x7f") }}|{{ toYaml (b64dec "/w==") }}|{{ toYaml (list "a\\u2028b" "\\u00a0" "\\ufeffx" "é") }}',
  '{{ toYaml (list "  leading\\nspaces" "x\\n  y\\n\\n  z\\n" "trailing \\nspace" "a\\r\\nb" "\\n" "\\n\\n" "a\\n ") }}',
  '{{ toYaml (dict "a10" 1 "a9" 2 "A" 5 "_" 6 "-" 7 "a" 8 "b.c" 9 "b/c" 10 "10" 11 "9" 12 "b-c" 13 "bc" 14 "ä" 15) }}',
  '{{ toYaml (list (list (list 1 2) (dict "a" (list))) (dict "b" (dict "c" (dict)))) }}',
  '{{ toYaml .Values.strings.long | nindent 4 }}',
  '{{ toYaml (printf "%s %s" .Values.longWord .Values.strings.long) }}',
  '{{ toYaml (printf "\'%s\' \\"%s\\"" .Values.strings.long .Values.strings.long) }}',
  '{{ toYaml (printf "\'%s %s" .Values.strings.long .Values.strings.long) }}',
  '{{ toYamlPretty .Values.map }}|{{ toYamlPretty (dict "a" (list 1 (list 2 3)) "b" .Values.strings.long "c" .Values.million "d" "yes" "e" "x\\ty" "f" (list (dict "g" 1 "h" 2))) }}',
  '{{ (fromYaml .Values.yaml).c.e }} {{ (fromYaml .Values.yaml) | toJson }} {{ fromYaml "" }} {{ fromYaml "- a" }} {{ fromYaml "text" }} {{ fromYaml "1" }}',
  '{{ fromYamlArray .Values.yamlList | toJson }} {{ fromYamlArray "a: b" }} {{ fromYamlArray "" }} {{ fromYamlArray "x" }}',
  '{{ fromYaml "a: 1\\n---\\nb: 2" | toJson }} {{ fromYaml "---\\na: 1\\n" | toJson }} {{ fromYaml "# c\\n---\\na: yes\\nb: 0o17\\nc: 1_000\\nd: 2020-01-01\\ne: .5\\nf: ~\\n1: x\\ntrue: y\\n" | toJson }}',
  '{{ fromYaml "a: &x {b: 1}\\nc: *x\\nd:\\n  <<: *x\\n  e: 2" | toJson }} {{ fromYaml "a: |\\n  x\\n  y\\nb: >-\\n  p\\n  q\\n" | toJson }}',
  '{{ hasKey (fromYaml "a: [") "Error" }} {{ hasKey (fromYaml "a: b: c") "Error" }} {{ len (fromYamlArray "[") }}',
  '{{ .Values.map | toYaml | fromYaml | toJson }} {{ .Values.strings | toYaml | fromYaml | toJson }}',
  '{{ toToml .Values.map }}|{{ toToml .Values.other }}|{{ toToml (dict "a" (list (dict "b" 1) (dict "b" 2)) "c" 1.0 "d.e" "x\\"y" "f" (dict "g" (dict "h" true))) }}',
  '{{ toToml (list 1) }}|{{ toToml "x" }}|{{ toToml (dict "a" (list 1 "b" (dict "c" 1))) }}|{{ toToml (dict "a" (list nil)) }}|{{ toToml .Values.million }}',
  '{{ fromToml .Values.toml | toJson }} {{ hasKey (fromToml "a = ") "Error" }} {{ fromToml "" | toJson }} {{ (fromToml "a = [1, 2.5, \'x\', {b = true}]\\n\'q r\'.s = \\"t\\\\n\\"").a }}',
  // Regular expressions.
  '{{ regexMatch "^a.c$" "abc" }} {{ regexMatch "[" "abc" }} {{ mustRegexMatch "b" "abc" }} {{ regexMatch "(?i)ABC" "abc" }}',
  '{{ mustRegexMatch "[" "a" }}',
  '{{ regexFind "[0-9]+" "ab12cd34" }} {{ regexFind "x" "abc" }}| {{ regexFindAll "[0-9]" "a1b2c3" 2 }} {{ regexFindAll "[0-9]" "a1b2c3" -1 }} {{ regexFindAll "x" "a" -1 }} {{ regexFindAll "a*" "baaac" -1 | len }}',
  '{{ regexFind "(" "a" }}',
  '{{ regexReplaceAll "a(x*)b" "-ab-axxb-" "${1}W" }} {{ regexReplaceAll "a(x*)b" "-ab-axxb-" "$1W" }} {{ regexReplaceAll "(?P<n>x)" "axb" "[$n]$$" }} {{ regexReplaceAll "" "abc" "-" }} {{ regexReplaceAll "x*" "axxb" "-" }}',
  '{{ regexReplaceAllLiteral "a(x*)b" "-ab-axxb-" "${1}" }} {{ mustRegexReplaceAll "\\\\s+" "a  b\\tc" "_" }} {{ mustRegexReplaceAllLiteral "." "ab" "$" }}',
  '{{ regexReplaceAll "[^a-z]" .Values.unicode "_" }} {{ regexReplaceAll "😀" .Values.unicode "x" }}',
  '{{ regexReplaceAll "(" "a" "b" }}',
  '{{ regexSplit "z+" "pizza" -1 }} {{ regexSplit "z" "pizza" 2 }} {{ regexSplit "," "" -1 | len }} {{ regexSplit "" "abc" -1 }} {{ regexSplit "x" "abc" -1 }} {{ regexSplit "a" "abca" 0 | len }} {{ mustRegexSplit "a" "banana" -1 | len }}',
  '{{ regexQuoteMeta "1.2+3*(4)" }}',
  '{{ mustRegexFind "b+" "abbc" }} {{ mustRegexFindAll "b" "abbc" -1 }}',
  '{{ mustRegexFind "(" "a" }}',
  '{{ mustRegexFindAll "(" "a" -1 }}',
  // Versions.
  '{{ semver "1.2.3-alpha.1+123" }} {{ (semver "v1.2").Major }} {{ (semver "1.2.3-rc1+b").Prerelease }} {{ (semver "1.2.3").Minor }} {{ (semver "v1.2.3").Original }} {{ (semver "1.2.3+x").Metadata }} {{ (semver "1.2.3").IncMinor }} {{ (semver "1.2.3").Patch }}',
  '{{ semver "x" }}',
  '{{ (semver "1.2.3").Compare (semver "1.2.4") }} {{ (semver "1.2.3").LessThan (semver "1.10.0") }} {{ (semver "1.2.3-rc").GreaterThan (semver "1.2.3") }} {{ (semver "1.2.3").Equal (semver "1.2.3+x") }}',
  '{{ semverCompare ">=1.2.0" "1.2.3" }} {{ semverCompare "^1.2.0" "2.0.0" }} {{ semverCompare "~1.2" "1.2.9" }} {{ semverCompare ">=1.19-0" "v1.27.3-gke.100" }} {{ semverCompare ">=1.19" "v1.27.3-gke.100" }} {{ semverCompare "1.2 - 1.4" "1.3.0" }}',
  '{{ semverCompare "<1.14-0 || >=2" "2.1.0" }} {{ semverCompare ">=1.2, <2" "1.9" }} {{ semverCompare "!=1.2.3" "1.2.3" }} {{ semverCompare "1.2.x" "1.2.7" }} {{ semverCompare "*" "9.9.9" }} {{ semverCompare "^0.2.3" "0.2.9" }} {{ semverCompare "^0.0.3" "0.0.4" }} {{ semverCompare "=1.2.3" "1.2.3" }}',
  '{{ semverCompare ">1.2" "1.2.9" }} {{ semverCompare ">11" "11.1.0" }} {{ semverCompare "<=1.2" "1.2.9" }} {{ semverCompare "!=1.x" "1.5.0" }} {{ semverCompare "~0" "0.9.0" }} {{ semverCompare "^0.1" "0.2.0" }} {{ semverCompare "" "1.0.0" }}',
  '{{ semverCompare ">=x.y" "1.0.0" }}',
  '{{ semverCompare ">= 1.2 <2" "1.5.0" }} {{ semverCompare "> 1.2 , < 2" "1.5.0" }} {{ semverCompare "=>1.0" "1.0.0" }} {{ semverCompare "~>1.2.3" "1.2.9" }}',
  '{{ semverCompare ">=1.20.0-alpha.1" "1.20.0-alpha.2" }} {{ semverCompare ">1.0.0-alpha.beta" "1.0.0-alpha.9" }} {{ semverCompare ">=1.0.0-rc.1" "1.0.0" }} {{ semverCompare "^1.2.3-0" "1.3.0-beta" }}',
  '{{ semverCompare "a b" "1" }}',
  '{{ semverCompare ">=1" "one" }}',
  // Dates and durations.
  '{{ date "2006-01-02 15:04:05 MST Mon Jan _2 PM .000" 1700000000 }} {{ htmlDate 0 }} {{ dateInZone "3:04PM 06 002 Monday January -0700 Z07:00" 86399 "UTC" }} {{ htmlDateInZone 0 "UTC" }} {{ date_in_zone "2006" 0 "UTC" }}',
  '{{ toDate "2006-01-02" "2017-12-31" | date "02/01/2006" }} {{ toDate "2006-01-02" "x" }} {{ unixEpoch (toDate "2006-01-02" "2017-12-31") }} {{ toDate "2006-01-02T15:04:05Z07:00" "2020-02-29T12:30:00.5+02:00" }}',
  '{{ mustToDate "2006-01-02" "x" }}',
  '{{ mustToDate "2006-01-02" "2020-02-30" }}',
  '{{ dateModify "-1.5h" (toDate "2006-01-02" "2020-01-01") }} {{ date_modify "x" (toDate "2006-01-02" "2020-01-01") | htmlDate }} {{ mustDateModify "24h" (toDate "2006-01-02" "2020-01-01") | unixEpoch }}',
  '{{ mustDateModify "x" (toDate "2006-01-02" "2020-01-01") }}',
  '{{ duration "95" }} {{ duration 95 }} {{ duration (int64 3661) }} {{ duration "x" }} {{ durationRound "2h10m5s" }} {{ durationRound "x" }} {{ durationRound "400h" }} {{ durationRound (int64 1500000000) }} {{ durationRound "9000h" }}',
  '{{ (toDate "2006-01-02" "2020-03-04").Year }} {{ (toDate "2006-01-02" "2020-03-04").Format "Jan 2" }} {{ (toDate "2006-01-02" "2020-03-04").Unix }}',
  // Paths and URLs.
  '{{ base .Values.path }} {{ dir .Values.path }} {{ clean "/a/../b//./c" }} {{ ext .Values.path }} {{ isAbs .Values.path }} {{ base "" }} {{ dir "" }} {{ clean "" }} {{ base "/" }} {{ dir "a" }} {{ clean "../../a" }} {{ ext "a/b.c/d" }}',
  '{{ osBase .Values.path }} {{ osDir .Values.path }} {{ osClean "a//b" }} {{ osExt .Values.path }} {{ osIsAbs "a" }}',
  '{{ urlParse .Values.url | toJson }} {{ urlParse "mailto:a@b.c" | toJson }} {{ urlParse "/a%20b" | toJson }} {{ (urlParse "http://[::1]:80/x").hostname }} {{ urlParse "" | toJson }} {{ (urlParse "host:80").scheme }}',
  '{{ urlParse "http://a b" }}',
  '{{ urlParse ":a" }}',
  '{{ urlParse "%zz" }}',
  '{{ urlJoin (urlParse .Values.url) }} {{ urlJoin (dict "scheme" "http" "host" "a:80" "path" "b c" "query" "q=1" "fragment" "f") }} {{ urlJoin (dict) }} {{ urlJoin (dict "path" "a:b") }} {{ urlJoin (dict "scheme" "s" "opaque" "o") }}',
  '{{ urlJoin (dict "host" 1) }}',
  // Refusals.
  '{{ required "a name is needed" .Values.absent }}',
  '{{ required "a name is needed" .Values.empty }}',
  '{{ required "a name is needed" .Values.zero }} {{ required "x" .Values.word }}',
  '{{ fail "stopped by the chart" }}',
  '{{ lookup "v1" "Secret" "default" "name" }} {{ (lookup "v1" "Secret" "default" "name").data }} {{ if lookup "v1" "Secret" "" "" }}found{{ else }}none{{ end }}',
  '{{ getHostByName "localhost" }}|',
  '{{ must_date_modify "24h" (toDate "2006-01-02" "2020-01-01") | unixEpoch }}',
  '{{ randInt 3 3 }}',
  '{{ htpasswd "a:b" "c" }}',
  '{{ len (randAlphaNum 8) }} {{ len (randAlpha 3) }} {{ len (randAscii 2) }} {{ len (randNumeric 4) }} {{ len (randBytes 5) }} {{ len uuidv4 }} {{ len (bcrypt "a") }} {{ len (shuffle "abc") }} {{ kindOf (randInt 1 9) }} {{ kindOf now }} {{ kindOf (ago now) }} {{ hasPrefix "a:" (htpasswd "a" "b") }} {{ len (htpasswd "a" "b") }}',
  '{{ kindOf (genPrivateKey "ecdsa") }} {{ kindOf (genCA "ca" 1) }} {{ typeOf (genCA "ca" 1) }} {{ kindOf (genCA "ca" 1).Cert }} {{ kindOf (derivePassword 1 "long" "p" "u" "s") }} {{ len (derivePassword 1 "long" "p" "u" "s") }} {{ kindOf (encryptAES "k" "t") }}',
  '{{ $ca := genCA "ca" 1 }}{{ kindOf (genSignedCert "a" nil (list "b") 1 $ca).Key }} {{ kindOf (genSelfSignedCert "a" nil nil 1).Cert }}',
  '{{ trunc "3" "hello" }}',
  '{{ trunc .Values.port "hello" }}',
  '{{ upper 1 }}',
  '{{ upper nil }}',
  '{{ upper .Values.absent }}',
  '{{ upper .Values.nothing }}',
  '{{ upper }}',
  '{{ upper "a" "b" }}',
  '{{ indent .Values.zero "x" }}',
  '{{ b64enc 1 }}',
  '{{ join }}',
  '{{ env "HOME" }}',
  '{{ expandenv "$HOME" }}',
  '{{ nosuchfunction 1 }}',
  '{{ hasKey .Values.word "a" }}',
  '{{ hasKey nil "a" }}',
  '{{ hasKey .Values.absent "a" }}',
  '{{ keys .Values.list }}',
  '{{ merge .Values.list }}',
  '{{ pick .Values.map 1 }}',
  '{{ int }}',
  '{{ splitList "," 1 }}',
  '{{ contains 1 "x" }}',
  '{{ fromYaml nil }}',
  '{{ fromYaml .Values.map }}',
  '{{ set nil "a" 1 }}',
  '{{ semverCompare 1 "1" }}',
];

/** A chart whose only template is the text. */
export function caseChart(template: string): Readonly<Record<string, string>> {
  return {
    'Chart.yaml': 'apiVersion: v2\nname: case\nversion: 0.1.0\n',
    'templates/case.txt': template,
  };
}
