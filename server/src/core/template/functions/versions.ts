import { type Functions, failure, type TemplateFunction } from '../function.ts';
import {
  compareVersions,
  parseConstraints,
  parseVersion,
  satisfies,
  type Version,
  versionText,
} from '../library/semver.ts';
import { Text } from '../text.ts';
import { bool, int, type Struct, string, type Value } from '../value.ts';
import { fixed, textAt } from './declare.ts';

/** Sprig's functions on versions. Source: semver.go. */
export const versionFunctions: Functions = new Map<string, TemplateFunction>([
  [
    'semver',
    fixed(['string'], (args) => {
      const version = parseVersion(textAt(args, 0).text);
      return typeof version === 'string' ? failure(version) : versionObject(version, textAt(args, 0));
    }),
  ],
  [
    'semverCompare',
    fixed(['string', 'string'], (args) => {
      const constraints = parseConstraints(textAt(args, 0).text);
      if (typeof constraints === 'string') {
        return failure(constraints);
      }
      const version = parseVersion(textAt(args, 1).text);
      return typeof version === 'string' ? failure(version) : bool(satisfies(version, constraints));
    }),
  ],
]);

/** The methods of `*semver.Version` that a template can use. */
function versionObject(version: Version, source: Text): Struct {
  const { origin } = source;
  const constant = (value: Value): TemplateFunction => fixed([], () => value);
  const next = (change: Partial<Version>): TemplateFunction =>
    fixed([], () => {
      const changed = { ...version, prerelease: '', metadata: '', ...change };
      const prefix = version.original.startsWith('v') ? 'v' : '';
      return versionObject({ ...changed, original: prefix + versionText(changed) }, source);
    });
  const compared = (holds: (order: number) => boolean): TemplateFunction =>
    fixed(['struct'], (args) => {
      const other = versionOf(args[0]!);
      return typeof other === 'string' ? failure(other) : bool(holds(compareVersions(version, other)));
    });
  const methods = new Map<string, TemplateFunction>([
    ['Major', constant(int(version.major, 'uint64', origin))],
    ['Minor', constant(int(version.minor, 'uint64', origin))],
    ['Patch', constant(int(version.patch, 'uint64', origin))],
    ['Prerelease', constant(string(version.prerelease, origin))],
    ['Metadata', constant(string(version.metadata, origin))],
    ['Original', constant(source)],
    ['String', constant(string(versionText(version), origin))],
    ['IncMajor', next({ major: version.major + 1n, minor: 0n, patch: 0n })],
    ['IncMinor', next({ minor: version.minor + 1n, patch: 0n })],
    ['IncPatch', next({ patch: version.patch + (version.prerelease === '' ? 1n : 0n) })],
    [
      'Compare',
      fixed(['struct'], (args) => {
        const other = versionOf(args[0]!);
        return typeof other === 'string' ? failure(other) : int(compareVersions(version, other));
      }),
    ],
    ['Equal', compared((order) => order === 0)],
    ['LessThan', compared((order) => order < 0)],
    ['LessThanEqual', compared((order) => order <= 0)],
    ['GreaterThan', compared((order) => order > 0)],
    ['GreaterThanEqual', compared((order) => order >= 0)],
  ]);
  return {
    kind: 'struct',
    type: '*semver.Version',
    fields: new Map(),
    methods,
    text: Text.of(versionText(version), origin),
    ...(origin === undefined ? {} : { origin }),
  };
}

function versionOf(value: Value): Version | string {
  return value.kind === 'struct' && value.type === '*semver.Version' && value.text !== undefined
    ? parseVersion(value.text.text)
    : 'wrong type for value; expected *semver.Version';
}
