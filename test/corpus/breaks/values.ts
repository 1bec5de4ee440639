import { chosen, type Random, shuffled } from './random.ts';

/** Names that people give to what they deploy. */
export const commonWords: readonly string[] = [
  ...['web', 'api', 'frontend', 'backend', 'nginx', 'server', 'app', 'redis', 'worker', 'proxy', 'gateway', 'auth'],
  ...[
    'db',
    'database',
    'postgres',
    'mysql',
    'mongo',
    'cache',
    'queue',
    'kafka',
    'rabbitmq',
    'ui',
    'admin',
    'dashboard',
  ],
  ...['portal', 'client', 'service', 'core', 'main', 'master', 'primary', 'demo', 'hello', 'test', 'example', 'sample'],
  ...['shop', 'cart', 'orders', 'users', 'payment', 'catalog', 'search', 'mail', 'metrics', 'monitor', 'exporter'],
  ...['agent', 'operator', 'controller', 'manager', 'scheduler', 'runner', 'job', 'storage', 'registry', 'node', 'go'],
  ...['website', 'blog', 'python', 'java', 'httpd', 'echo'],
];

/** The parts of a name between its separators. */
export function wordsOf(text: string): readonly string[] {
  return text.split(/[-_./]+/).filter((each) => each !== '');
}

/** A word of the list that is not taken yet. */
export function anotherWord(taken: ReadonlySet<string>, random: Random): string | undefined {
  return chosen(
    commonWords.filter((each) => !taken.has(each)),
    random,
  );
}

/** Two different typing errors at two places; undefined if the value is too short to stay recognisable. */
export function twoTypingErrors(value: string, random: Random): string | undefined {
  if (value.length < 4) {
    return undefined;
  }
  for (const [first, second] of pairsOf(shuffled(typingErrors, random))) {
    const [left, right] = shuffled(placesIn(value), random)
      .slice(0, 2)
      .sort((a, b) => a - b);
    if (left === undefined || right === undefined || right - left < 2) {
      continue;
    }
    // The later place first, so that the position of the earlier one does not change.
    const once = second(value, right, random);
    const twice = once && first(once, left, random);
    if (twice !== undefined && twice !== value && twice !== once) {
      return twice;
    }
  }
  return undefined;
}

function* pairsOf<T>(items: readonly T[]): Generator<readonly [T, T]> {
  for (const first of items) {
    for (const second of items) {
      if (first !== second) {
        yield [first, second];
      }
    }
  }
}

/** The position of a letter. */
function placesIn(value: string): readonly number[] {
  return [...value].flatMap((letter, at) => (/[a-z]/i.test(letter) ? [at] : []));
}

type TypingError = (value: string, at: number, random: Random) => string | undefined;

const typingErrors: readonly TypingError[] = [swapped, dropped, doubled, neighbouring];

function swapped(value: string, at: number): string | undefined {
  const [letter, next] = [value[at]!, value[at + 1]];
  return next === undefined || next === letter || !/[a-z0-9]/i.test(next)
    ? undefined
    : value.slice(0, at) + next + letter + value.slice(at + 2);
}

function dropped(value: string, at: number): string {
  return value.slice(0, at) + value.slice(at + 1);
}

function doubled(value: string, at: number): string {
  return value.slice(0, at + 1) + value.slice(at);
}

function neighbouring(value: string, at: number, random: Random): string | undefined {
  const row = keyboard.find((each) => each.includes(value[at]!));
  const place = row?.indexOf(value[at]!) ?? -1;
  const key = chosen(
    [row?.[place - 1], row?.[place + 1]].filter((each) => each !== undefined),
    random,
  );
  return row && key !== undefined ? value.slice(0, at) + key + value.slice(at + 1) : undefined;
}

const keyboard = ['qwertyuiop', 'asdfghjkl', 'zxcvbnm'];

export function withoutSeparators(value: string): string | undefined {
  const joined = value.replace(/[-_.]/g, '');
  return joined === value ? undefined : joined;
}

/** The first word alone, or, of several, all but the last. */
export function firstWords(value: string, random: Random): string | undefined {
  const cuts = [...value.matchAll(/[-_.]+/g)].map(({ index }) => index);
  const cut = chosen([cuts[0], cuts.at(-1)], random);
  return cut ? value.slice(0, cut) : undefined;
}

export function lastWord(value: string): string | undefined {
  const cut = Math.max(...['-', '_', '.'].map((each) => value.lastIndexOf(each)));
  return cut > 0 ? value.slice(cut + 1) : undefined;
}

/** E.g. `family-backend` for `family-assistant`. */
export function withAnotherLastWord(value: string, taken: ReadonlySet<string>, random: Random): string | undefined {
  const last = lastWord(value);
  const word = anotherWord(taken, random);
  return last !== undefined && word !== undefined ? value.slice(0, value.length - last.length) + word : undefined;
}

/** E.g. `my-web`, `web-svc`. */
export function withWordAdded(value: string, random: Random): string {
  const front = chosen(['my-', 'the-', 'new-', 'k8s-', 'prod-', 'app-'], random)!;
  const behind = [
    '-svc',
    '-service',
    '-prod',
    '-dev',
    '-v2',
    '-app',
    '-server',
    '-deployment',
    '-api',
    '-new',
    '-main',
  ];
  return random() < 0.3 ? front + value : value + chosen(behind, random)!;
}

/** E.g. `familyAssistant` for `family-assistant`. */
export function camelCased(value: string): string | undefined {
  const cased = value.replace(/[-_.]+([a-z])/g, (_, letter: string) => letter.toUpperCase());
  return cased === value ? undefined : cased;
}

/** One letter made another. */
export function withLetterChanged(value: string, random: Random): string | undefined {
  if (value.length < 2) {
    return undefined;
  }
  const at = 1 + Math.floor(random() * (value.length - 1));
  const letter = value[at]!;
  const other = letter === 'z' ? 'a' : /[a-y0-8A-Y]/.test(letter) ? String.fromCharCode(letter.charCodeAt(0) + 1) : 'x';
  return value.slice(0, at) + other + value.slice(at + 1);
}

export function extended(value: string, random: Random): string {
  return value + chosen(['-api', 's', '-v2', 'x', '-backend'], random)!;
}

/** A value that the API server accepts as a label value and that every YAML reader reads as a string. */
export function isPlainLabelValue(value: string): boolean {
  return (
    /^[a-z0-9]([-a-z0-9_.]{0,61}[a-z0-9])?$/i.test(value) &&
    /[a-z]/i.test(value) &&
    !/^(?:true|false|null|yes|no|on|off|y|n)$/i.test(value) &&
    !/^[\d.]+(?:e\d+)?$/i.test(value) &&
    !/^0x[\da-f]+$|^0o[0-7]+$/i.test(value)
  );
}
