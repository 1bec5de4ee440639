import type { CaseInWords } from './in-words.ts';
import { type Cases, casesOf, labelledService, serviceSelecting, workload } from './manifests.ts';

const reported = 'label-not-a-string';

/** Values of one pair, as they are written. */
const values: Cases = {
  'a plain word': ['web'],
  'a word in quotes': ['"web"'],
  'an integer': ['1', reported],
  'an integer in quotes': ['"1"'],
  'a float': ['1.10', reported],
  'a float in quotes': ['"1.10"'],
  'a version with two dots': ['1.10.0'],
  'a version with a letter': ['v1.10'],
  'an exponent': ['1e3', reported],
  'a commit hash that reads as an exponent': ['1234e56', reported],
  'a commit hash of digits': ['1234567', reported],
  'a number with an underscore': ['1_000', reported],
  'a number with a plus': ['+1', reported],
  octal: ['012', reported],
  'a number with a leading zero that is not octal': ['089', reported],
  'octal of YAML 1.2': ['0o7', reported],
  binary: ['0b11', reported],
  hexadecimal: ['0x1F', reported],
  infinity: ['.inf', reported],
  'not a number': ['.nan', reported],
  'base 60, which is a string': ['1:20', reported],
  true: ['true', reported],
  True: ['True', reported],
  'false in quotes': ["'false'"],
  yes: ['yes', reported],
  No: ['No', reported],
  ON: ['ON', reported],
  y: ['y', reported],
  N: ['N', reported],
  'yes in quotes': ['"yes"'],
  'a date': ['2020-01-01'],
  'a time stamp': ['2020-01-01T00:00:00Z', reported],
  null: ['null'],
  'a tilde': ['~'],
  nothing: [''],
  'the empty string': ['""'],
  'a string by its tag': ['!!str 1'],
  '63 characters': ['a'.repeat(63)],
  '64 characters': ['a'.repeat(64), reported],
  'a space': ['web front', reported],
  'a slash': ['web/front', reported],
  'a colon': ['nginx:1.25', reported],
  'an at sign': ['"web@front"', reported],
  'a hyphen at the end': ['web-', reported],
  'a dot at the beginning': ['.web', reported],
  'an underscore at the beginning': ['_web', reported],
  'dots and underscores inside': ['web.front_end-1'],
  'upper case': ['Web'],
  'a letter outside ASCII': ['wéb', reported],
  // The server sees what Flux puts in its place.
  'a variable of Flux': ['${APP}'],
  'a space at the end in quotes': ['"web "', reported],
  'a literal block': ['|\n      web', reported],
  'a literal block without a line end': ['|-\n      web'],
  'several lines': ['web\n      front', reported],
};

/** In a Service's selector these are a matter of its shape. */
const collections = (code: string): Cases => ({
  'a list': ['[web]', code],
  'a map': ['{web: front}', code],
});

/** Whole pairs. */
const keys: Cases = {
  'a key with a prefix': ['app.kubernetes.io/name: web'],
  'a key of 63 characters': [`${'a'.repeat(63)}: web`],
  'a key of 64 characters': [`${'a'.repeat(64)}: web`, reported],
  'a prefix of 253 characters': [`${'a.'.repeat(126)}a/name: web`],
  'a prefix of 255 characters': [`${'a.'.repeat(127)}a/name: web`, reported],
  'a prefix in upper case': ['Example.com/name: web', reported],
  'a prefix with an underscore': ['example_com/name: web', reported],
  'two slashes': ['example.com/a/b: web', reported],
  'an empty prefix': ['/name: web', reported],
  'a prefix without a name': ['example.com/: web', reported],
  'a key with a space': ['my app: web', reported],
  'a key in upper case': ['App: web'],
  'a key with a hyphen at the end': ['app-: web', reported],
  'a key with an underscore at the beginning': ['_app: web', reported],
  'a key with a letter outside ASCII': ['äpp: web', reported],
  'an empty key': ['"": web', reported],
  'a key in quotes': ['"app": web'],
  'an integer as key': ['1: web'],
  'an octal number as key': ['012: web'],
  'a float as key': ['1.0: web'],
  'true as key': ['true: web'],
  'y as key': ['y: web'],
  'y in quotes as key': ['"y": web'],
  'null as key': ['~: web', reported],
  'a date as key': ['2020-01-01: web'],
  'the same key twice': ['app: old\napp: web', 'duplicate-key'],
  'a merge key': ['<<: {tier: front}\napp: web'],
};

const maps: Cases = {
  'labels that are a list': ['labels: [web]', reported],
  'labels that are a list of pairs': ['labels:\n  - app: web', reported],
  'labels that are text': ['labels: app=web', reported],
  'labels that are null': ['labels:'],
  'labels that are empty': ['labels: {}'],
};

/** One value in each place of a workload that has labels. */
const places: CaseInWords[] = [
  ...placed('an integer', '1', [reported]),
  ...placed('yes', 'yes', [reported]),
  ...placed('an integer in quotes', '"1"', []),
  ...placed('a value with a space', 'web front', [reported]),
];

function placed(name: string, value: string, reports: readonly string[]): CaseInWords[] {
  const template = (labels: string) =>
    `metadata:\n  labels:\n    app: web\n${labels}spec:\n  containers:\n    - {name: web, image: nginx}`;
  const pair = `    version: ${value}\n`;
  const selector = 'selector:\n  matchLabels:\n    app: web\n';
  return [
    {
      name: `${name} in the labels of a Deployment`,
      manifest: workload({}).replace('name: web\n', `name: web\n  labels:\n${pair}`),
      reports,
    },
    {
      name: `${name} in the labels of a pod template`,
      manifest: workload({ template: template(pair) }),
      reports,
    },
    {
      name: `${name} in matchLabels and the labels of the template`,
      manifest: workload({ selector: `${selector}${pair}`, template: template(pair) }),
      reports,
    },
    {
      name: `${name} in the labels of a pod`,
      manifest: `apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\n  labels:\n${pair}spec:\n  containers:\n    - {name: web, image: nginx}\n`,
      reports,
    },
    {
      name: `${name} in the pod template of a CronJob`,
      manifest: `apiVersion: batch/v1
kind: CronJob
metadata:
  name: web
spec:
  schedule: "0 3 * * *"
  jobTemplate:
    spec:
      template:
        metadata:
          labels:
        ${pair}        spec:
          restartPolicy: Never
          containers:
            - {name: web, image: nginx}
`,
      reports,
    },
    {
      name: `${name} in the values of a matchExpressions`,
      manifest: workload({
        selector: `selector:\n  matchLabels:\n    app: web\n  matchExpressions:\n    - key: version\n      operator: In\n      values: [${value}]`,
        template: template(pair),
      }),
      reports,
    },
    {
      name: `${name} in an annotation`,
      manifest: labelledService('app: web').replace('spec:', `  annotations:\n${pair}spec:`),
      // An annotation may be any text.
      reports: /^(1|yes)$/.test(value) ? ['service-rejected'] : [],
    },
  ];
}

export const labels: readonly CaseInWords[] = [
  ...casesOf(
    (text) => serviceSelecting(`app: ${text}`),
    prefixed('selector value', { ...values, ...collections('service-rejected') }),
  ),
  ...casesOf(
    (text) => labelledService(`app: ${text}`),
    prefixed('label value', { ...values, ...collections(reported) }),
  ),
  ...casesOf(serviceSelecting, prefixed('selector', keys)),
  ...casesOf(labelledService, prefixed('label', keys)),
  ...casesOf(
    (text) => labelledService('app: web').replace(/labels:\n.*\n/, `${text.replaceAll('\n', '\n  ')}\n`),
    maps,
  ),
  ...places,
];

function prefixed(prefix: string, cases: Cases): Cases {
  return Object.fromEntries(Object.entries(cases).map(([name, found]) => [`${prefix}: ${name}`, found]));
}
