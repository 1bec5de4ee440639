/** A version as github.com/Masterminds/semver/v3 reads it. */
export interface Version {
  readonly major: bigint;
  readonly minor: bigint;
  readonly patch: bigint;
  readonly prerelease: string;
  readonly metadata: string;
  readonly original: string;
}

/** Accepts `1`, `v1.2` and leading zeros. Source: NewVersion. @returns the text of its error if it is no version. */
export function parseVersion(text: string): Version | string {
  if (text.length > 256) {
    return 'version string is too long (max 256 bytes)';
  }
  const match = loose.exec(text);
  if (match === null) {
    return 'invalid semantic version';
  }
  const [, major = '0', minor = '0', patch = '0', prerelease = '', metadata = ''] = match;
  if ([major, minor, patch].some((part) => BigInt(part) >= 2n ** 64n)) {
    return `error parsing version segment: strconv.ParseUint: parsing "${major}": value out of range`;
  }
  if (prerelease.split('.').some((part) => /^0[0-9]+$/.test(part))) {
    return 'version segment starts with 0';
  }
  return {
    major: BigInt(major),
    minor: BigInt(minor),
    patch: BigInt(patch),
    prerelease,
    metadata,
    original: text,
  };
}

const loose =
  /^v?([0-9]+)(?:\.([0-9]+))?(?:\.([0-9]+))?(?:-([0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*))?(?:\+([0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*))?$/;

export function versionText({ major, minor, patch, prerelease, metadata }: Version): string {
  return `${major}.${minor}.${patch}${prerelease && `-${prerelease}`}${metadata && `+${metadata}`}`;
}

/** Negative if `a` is lower. Metadata does not count. */
export function compareVersions(a: Version, b: Version): number {
  for (const part of ['major', 'minor', 'patch'] as const) {
    if (a[part] !== b[part]) {
      return a[part] < b[part] ? -1 : 1;
    }
  }
  return comparePrereleases(a.prerelease, b.prerelease);
}

function comparePrereleases(a: string, b: string): number {
  if (a === b) {
    return 0;
  }
  if (a === '' || b === '') {
    return a === '' ? 1 : -1;
  }
  const [left, right] = [a.split('.'), b.split('.')];
  for (let index = 0; index < Math.max(left.length, right.length); index++) {
    const [x, y] = [left[index], right[index]];
    if (x === undefined || y === undefined) {
      return x === undefined ? -1 : 1;
    }
    if (x !== y) {
      const [numberX, numberY] = [/^[0-9]+$/.test(x), /^[0-9]+$/.test(y)];
      if (numberX !== numberY) {
        return numberX ? -1 : 1;
      }
      return (numberX ? BigInt(x) > BigInt(y) : x > y) ? 1 : -1;
    }
  }
  return 0;
}

interface Constraint {
  readonly operator: string;
  readonly version: Version;
  /** The constraint leaves a part open, e.g. `1.x`. */
  readonly dirty: boolean;
  readonly minorDirty: boolean;
  readonly patchDirty: boolean;
}

/** Alternatives, each of which is a list of constraints that must all hold. */
export type Constraints = readonly (readonly Constraint[])[];

/** Source: NewConstraint. @returns the text of its error if it is no constraint. */
export function parseConstraints(text: string): Constraints | string {
  if (text.length > 512) {
    return 'constraint string is too long (max 512 bytes)';
  }
  const alternatives = text.replace(range, '>= $1, <= $2 ').split('||');
  if (alternatives.length > 32) {
    return 'too many constraint groups (max 32)';
  }
  const all: Constraint[][] = [];
  for (const alternative of alternatives) {
    // Fewer spaces mean the same and leave the expression one way to match.
    const compact = alternative.replace(/\s+/g, ' ').replace(/ ?, ?/g, ',');
    if (!valid.test(compact)) {
      return `improper constraint: ${JSON.stringify(alternative)}`;
    }
    const group: Constraint[] = [];
    for (const [one] of compact.matchAll(find)) {
      const constraint = parseConstraint(one);
      if (typeof constraint === 'string') {
        return constraint;
      }
      group.push(constraint);
    }
    all.push(group);
  }
  return all;
}

const part = '[0-9|xX*]+';
const pattern = `v?(?:${part})(?:\\.${part})?(?:\\.${part})?(?:-[0-9A-Za-z-]+(?:\\.[0-9A-Za-z-]+)*)?(?:\\+[0-9A-Za-z-]+(?:\\.[0-9A-Za-z-]+)*)?`;
const operators = '=||!=|>|<|>=|=>|<=|=<|~|~>|\\^';
const range = new RegExp(`\\s*(${pattern})\\s+-\\s+(${pattern})\\s*`, 'g');
const valid = new RegExp(`^ ?(?:${operators}) ?(?:${pattern}) ?(?:(?: |,)(?:${operators}) ?(?:${pattern}) ?)*$`);
const find = new RegExp(`(?:${operators}) ?(?:${pattern})`, 'g');
const single = new RegExp(
  `^(${operators}) ?(?:v?(${part})(\\.${part})?(\\.${part})?((?:-[0-9A-Za-z-]+(?:\\.[0-9A-Za-z-]+)*)?)((?:\\+[0-9A-Za-z-]+(?:\\.[0-9A-Za-z-]+)*)?))$`,
);

function parseConstraint(text: string): Constraint | string {
  const match = single.exec(text);
  if (match === null) {
    return `improper constraint: ${JSON.stringify(text)}`;
  }
  const [, operator = '', major = '', minor = '', patch = '', prerelease = '', metadata = ''] = match;
  const isOpen = (each: string) => /^\.?[xX*]?$/.test(each);
  const dirty = isOpen(major) || isOpen(minor) || isOpen(patch);
  const minorDirty = !isOpen(major) && isOpen(minor);
  const patchDirty = !isOpen(major) && !isOpen(minor) && isOpen(patch);
  const written = isOpen(major)
    ? `0.0.0${prerelease}`
    : minorDirty
      ? `${major}.0.0${prerelease}`
      : patchDirty
        ? `${major}${minor}.0${prerelease}`
        : major + minor + patch + prerelease + metadata;
  const version = parseVersion(written);
  return typeof version === 'string' ? 'constraint parser error' : { operator, version, dirty, minorDirty, patchDirty };
}

/** Whether a version satisfies one of the alternatives. Source: Constraints.Check. */
export function satisfies(version: Version, constraints: Constraints): boolean {
  return constraints.some((group) => {
    const includesPrereleases = group.some((each) => each.version.prerelease !== '');
    return (
      (version.prerelease === '' || includesPrereleases) && group.every((constraint) => holds(version, constraint))
    );
  });
}

function holds(version: Version, constraint: Constraint): boolean {
  const { version: wanted, dirty, minorDirty, patchDirty } = constraint;
  const order = compareVersions(version, wanted);
  switch (constraint.operator) {
    case '':
    case '=':
      return dirty ? isWithinTilde(version, constraint) : order === 0;
    case '!=':
      return differs(version, constraint);
    case '>':
      if (!dirty || version.major !== wanted.major) {
        return dirty ? version.major > wanted.major : order > 0;
      }
      return !minorDirty && (patchDirty ? version.minor > wanted.minor : order > 0);
    case '<':
      return order < 0;
    case '>=':
    case '=>':
      return order >= 0;
    case '<=':
    case '=<':
      if (!dirty) {
        return order <= 0;
      }
      return (
        version.major < wanted.major ||
        (version.major === wanted.major && (version.minor <= wanted.minor || minorDirty))
      );
    case '~':
    case '~>':
      return isWithinTilde(version, constraint);
    default:
      return isWithinCaret(version, constraint);
  }
}

/** Source: constraintNotEqual. */
function differs(version: Version, { version: wanted, dirty, minorDirty, patchDirty }: Constraint): boolean {
  if (dirty) {
    if (version.major !== wanted.major) {
      return true;
    }
    if (version.minor !== wanted.minor && !minorDirty) {
      return true;
    }
    if (minorDirty) {
      return false;
    }
    if (version.patch !== wanted.patch && !patchDirty) {
      return true;
    }
    if (patchDirty) {
      return comparePrereleases(version.prerelease, wanted.prerelease) !== 0;
    }
  }
  return compareVersions(version, wanted) !== 0;
}

/** Source: constraintTilde. */
function isWithinTilde(version: Version, { version: wanted, minorDirty, patchDirty }: Constraint): boolean {
  if (compareVersions(version, wanted) < 0) {
    return false;
  }
  const isAny = wanted.major === 0n && wanted.minor === 0n && wanted.patch === 0n && !minorDirty && !patchDirty;
  return isAny || (version.major === wanted.major && (version.minor === wanted.minor || minorDirty));
}

/** Source: constraintCaret. */
function isWithinCaret(version: Version, { version: wanted, minorDirty, patchDirty }: Constraint): boolean {
  if (compareVersions(version, wanted) < 0) {
    return false;
  }
  if (wanted.major > 0n || minorDirty) {
    return version.major === wanted.major;
  }
  if (version.major > 0n) {
    return false;
  }
  if (wanted.minor > 0n || patchDirty) {
    return version.minor === wanted.minor;
  }
  return version.minor === 0n && version.patch === wanted.patch;
}

/**
 * Whether a version satisfies a constraint. False if one of them cannot be read. Source: chartutil.IsCompatibleRange.
 */
export function isCompatibleRange(constraint: string, version: string): boolean {
  const parsed = parseVersion(version);
  const constraints = parseConstraints(constraint);
  return typeof parsed !== 'string' && typeof constraints !== 'string' && satisfies(parsed, constraints);
}
