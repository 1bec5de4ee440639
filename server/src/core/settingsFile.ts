import { distance } from 'fastest-levenshtein';
import { type Severity, severities } from './model/problem.ts';
import { isHostName, parseAddress } from './probe/address.ts';
import type { ProbeSettings, Settings, WorkloadSetting } from './settings.ts';
import type { Range } from './text/range.ts';
import { deref, pairsOf } from './yaml/access.ts';
import type { Mapping, Node, Scalar } from './yaml/node.ts';
import { read } from './yaml/read.ts';
import { resolveScalar } from './yaml/scalar.ts';
import { scan } from './yaml/scan.ts';

/** The name of the file in which a workspace or a repository keeps its settings. */
export const settingsFileName = 'podwire.yaml';

/** The contents of a settings file. */
export interface SettingsFile {
  /**
   * Only the stated settings, so that they can be merged with others. Patterns of `ignore` are relative to the
   * file.
   */
  readonly settings: Partial<Settings>;
  readonly errors: readonly SettingsError[];
}

/**
 * Something in a settings file that Podwire does not understand. Offsets in UTF-16 code units from the start of
 * the text.
 */
export interface SettingsError extends Range {
  /** Whole sentences. */
  readonly message: string;
}

/**
 * Reads the text of `podwire.yaml`. An invalid setting is reported at its place and skipped; all others count.
 * Never throws.
 *
 * @param codes the codes of all rules
 */
export function readSettings(text: string, codes: readonly string[]): SettingsFile {
  const errors: SettingsError[] = [];
  const [document, second] = scan(text).filter((each) => !each.empty);
  if (!document) {
    return { settings: {}, errors };
  }
  if (second) {
    errors.push({ start: second.start, end: second.start, message: 'Only the first document of the file is read.' });
  }
  const tree = read(text.slice(document.start, document.end));
  const at = (node: Range, message: string) =>
    errors.push({ start: document.start + node.start, end: document.start + node.end, message });
  for (const error of tree.errors) {
    at(error, error.message);
  }
  const root = deref(tree.root);
  if (tree.errors.length > 0 || root === undefined) {
    return { settings: {}, errors };
  }
  const settings: Writable<Partial<Settings>> = {};
  forEachKey(root, 'The file', Object.keys(readers), at, (key, value) =>
    readers[key as StatedSetting](settings, value, at, codes),
  );
  return { settings, errors: errors.sort((a, b) => a.start - b.start) };
}

/** E.g. `30000-32767`, both ports included; undefined for any other text. */
export function parsePortRange(written: string): Settings['nodePortRange'] | undefined {
  const match = /^\s*(\d{1,5})\s*-\s*(\d{1,5})\s*$/.exec(written);
  const [from, to] = [Number(match?.[1]), Number(match?.[2])];
  return from >= 1 && from <= to && to <= 65535 ? { from, to } : undefined;
}

/** The settings that a user may state; the others are found out. */
type StatedSetting = Exclude<keyof Settings, 'within'>;
type Writable<T> = { -readonly [key in keyof T]: T[key] };
type Complain = (node: Range, message: string) => void;
type ReadSetting = (into: Writable<Partial<Settings>>, value: Value, at: Complain, codes: readonly string[]) => void;
type Value = Exclude<Node, { type: 'alias' }>;

const readers: Readonly<Record<StatedSetting, ReadSetting>> = {
  severity: (into, value, at, codes) => {
    const severity: Record<string, Severity | 'off'> = {};
    forEachKey(value, 'severity', codes, at, (code, stated) => {
      const text = stringIn(stated);
      // YAML 1.1, which kubectl reads, has `off` as a boolean; in this place it can only be the word.
      const found = severitySettings.find((each) => each === text);
      if (found) {
        severity[code] = found;
      } else {
        at(
          stated,
          `The severity of ${code} must be ${listOf(severitySettings)}.${suggestion(text ?? '', severitySettings)}`,
        );
      }
    });
    into.severity = severity;
  },
  closedWorld: (into, value, at) => {
    const resolved = value.type === 'scalar' ? resolveScalar(value, 'kubectl') : undefined;
    if (resolved?.type === 'boolean') {
      into.closedWorld = resolved.value === 'true';
    } else {
      at(value, 'closedWorld must be true or false.');
    }
  },
  nodePortRange: (into, value, at) => {
    const range = parsePortRange(stringIn(value) ?? '');
    if (range) {
      into.nodePortRange = range;
    } else {
      at(value, 'nodePortRange must be two ports with a hyphen between them, e.g. 30000-32767.');
    }
  },
  workloads: (into, value, at) => {
    into.workloads = itemsOf(value, 'workloads', at).flatMap((item) => workloadOf(item, at) ?? []);
  },
  ignore: (into, value, at) => {
    into.ignore = itemsOf(value, 'ignore', at).flatMap((item) => {
      const pattern = stringIn(item);
      if (pattern === undefined || pattern === '') {
        at(item, 'ignore must be a list of patterns, as in .gitignore.');
        return [];
      }
      return [pattern];
    });
  },
  probe: (into, value, at) => {
    const probe: Writable<ProbeSettings> = {};
    forEachKey(value, 'probe', settingKeys.probe!, at, (key, stated) => {
      if (key === 'addresses') {
        probe.addresses = itemsOf(stated, 'addresses', at).flatMap((item) => addressOf(item, at) ?? []);
        return;
      }
      const path = stringIn(stated) ?? '';
      if (path.startsWith('/')) {
        probe.path = path;
        // The editor states an empty string if the user does not set the path.
      } else if (path !== '') {
        at(stated, 'path of probe must begin with a slash, e.g. /healthz.');
      }
    });
    into.probe = probe;
  },
};

/** The keys of the mappings in the file, by the path of the mapping; `*` is an item of a list. */
export const settingKeys: Readonly<Record<string, readonly string[]>> = {
  '': Object.keys(readers),
  probe: ['addresses', 'path'],
  'workloads.*': ['apiVersion', 'kind', 'podTemplate'],
};

/** The valid values of a rule's severity. */
export const severitySettings: readonly (Severity | 'off')[] = [...severities, 'off'];

function workloadOf(item: Value, at: Complain): WorkloadSetting | undefined {
  const stated: Record<string, string> = {};
  const names = settingKeys['workloads.*']!;
  const complaints: Range[] = [];
  const complain: Complain = (node, message) => {
    complaints.push(node);
    at(node, message);
  };
  forEachKey(item, 'A workload', names, complain, (name, value) => {
    const text = stringIn(value) ?? '';
    const wanted =
      name === 'podTemplate' ? /^[\w-]+(?:\.[\w-]+)*$/ : name === 'kind' ? /^\w+$/ : /^[\w.-]+(?:\/[\w.*-]+)?$/;
    if (wanted.test(text)) {
      stated[name] = text;
    } else {
      complain(value, `${name} of a workload must be ${workloadExamples[name]}.`);
    }
  });
  const { apiVersion, kind, podTemplate } = stated;
  if (apiVersion !== undefined && kind !== undefined && podTemplate !== undefined) {
    return { apiVersion, kind, podTemplate };
  }
  if (complaints.length === 0) {
    const missing = names.filter((name) => stated[name] === undefined);
    at(item, `A workload needs apiVersion, kind and podTemplate; this one lacks ${listOf(missing, 'and')}.`);
  }
  return undefined;
}

function addressOf(item: Value, at: Complain): string | undefined {
  const address = (stringIn(item) ?? '').replace(/^\[(.*)\]$/, '$1');
  if (parseAddress(address) || isHostName(address)) {
    return address;
  }
  at(item, 'An address must be an IP address or the name of a host, without a port, e.g. 192.168.8.20.');
  return undefined;
}

const workloadExamples: Readonly<Record<string, string>> = {
  apiVersion: 'as in a manifest, e.g. example.com/v1, or example.com/* for every version',
  kind: 'as in a manifest, e.g. Worker',
  podTemplate: 'a dotted path, e.g. spec.jobTemplate.template',
};

/** Visits the known keys of a mapping, and reports unknown and duplicate ones. */
function forEachKey(
  node: Value,
  what: string,
  known: readonly string[],
  at: Complain,
  take: (key: string, value: Value) => void,
): void {
  if (node.type !== 'mapping') {
    if (!isNull(node)) {
      at(node, `${what} must be a mapping; its keys are ${listOf(known, 'and')}.`);
    }
    return;
  }
  const seen = new Set<string>();
  for (const { key, value } of lastFirst(node)) {
    const name = key.text;
    const dereferenced = deref(value);
    if (seen.has(name)) {
      at(key, `${name} appears twice; the last one counts.`);
    } else if (!known.includes(name)) {
      at(key, `${what} has no ${name}.${suggestion(name, known) || ` The known keys are ${listOf(known, 'and')}.`}`);
    } else if (dereferenced && !isNull(dereferenced)) {
      take(name, dereferenced);
    }
    seen.add(name);
  }
}

function lastFirst(node: Mapping): { key: Scalar; value: Node }[] {
  return pairsOf(node)
    .map(({ pair }) => pair)
    .reverse();
}

function itemsOf(value: Value, name: string, at: Complain): Value[] {
  if (value.type !== 'sequence') {
    at(value, `${name} must be a list.`);
    return [];
  }
  return value.items.flatMap((item) => deref(item) ?? []);
}

function stringIn(node: Value): string | undefined {
  return node.type === 'scalar' ? node.text : undefined;
}

function isNull(node: Value): boolean {
  return node.type === 'scalar' && resolveScalar(node, 'kubectl').type === 'null';
}

function suggestion(written: string, known: readonly string[]): string {
  const nearest = known
    .map((name) => ({ name, distance: distance(written.toLowerCase(), name.toLowerCase()) }))
    .sort((a, b) => a.distance - b.distance)[0];
  // Two typing errors, or three in a long word.
  const bound = written.length > 8 ? 3 : 2;
  return nearest && nearest.distance <= bound ? ` Did you mean ${nearest.name}?` : '';
}

function listOf(names: readonly string[], joint: 'and' | 'or' = 'or'): string {
  const last = names.at(-1) ?? '';
  return names.length < 2 ? last : `${names.slice(0, -1).join(', ')} ${joint} ${last}`;
}
