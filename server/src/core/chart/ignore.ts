import { baseName } from '../text/path.ts';
import { fileMatchTest, type PathTest } from './glob.ts';

/** Whether a path of a chart is excluded. */
export type IgnoreTest = (path: string, isDirectory: boolean) => boolean;

interface IgnorePattern {
  readonly negates: boolean;
  readonly onlyDirectories: boolean;
  readonly test: PathTest;
}

/**
 * The rules of a `.helmignore`, and Helm's own one against dotfiles among the templates. Source: helm pkg/ignore
 * rules.go. They are no rules of git: a negative one excludes whatever it does not match.
 *
 * @returns the text of Helm's error if it refuses a rule
 */
export function ignoreRules(text: string): IgnoreTest | string {
  const patterns: IgnorePattern[] = [];
  for (const line of [...text.split(/\r?\n/), 'templates/.?*']) {
    const rule = line.trim();
    if (rule === '' || rule.startsWith('#')) {
      continue;
    }
    if (rule.includes('**')) {
      return 'double-star (**) syntax is not supported';
    }
    if (fileMatchTest(rule) === undefined) {
      return 'syntax error in pattern';
    }
    patterns.push(patternOf(rule));
  }
  return (path, isDirectory) => {
    for (const { negates, onlyDirectories, test } of patterns) {
      if (
        negates ? (onlyDirectories && !isDirectory) || !test(path) : (!onlyDirectories || isDirectory) && test(path)
      ) {
        return true;
      }
    }
    return false;
  };
}

function patternOf(rule: string): IgnorePattern {
  const negates = rule.startsWith('!');
  const stated = negates ? rule.slice(1) : rule;
  const onlyDirectories = stated.endsWith('/');
  const pattern = onlyDirectories ? stated.slice(0, -1) : stated;
  const never: PathTest = () => false;
  const test = fileMatchTest(pattern.startsWith('/') ? pattern.slice(1) : pattern) ?? never;
  // Without a slash, only the name of the file counts.
  return {
    negates,
    onlyDirectories,
    test: pattern.includes('/') ? test : (path) => test(baseName(path)),
  };
}
