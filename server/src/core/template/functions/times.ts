import { type Failure, type Functions, failure, type TemplateFunction } from '../function.ts';
import {
  durationText,
  formatInstant,
  type Instant,
  parseDuration,
  parseInstant,
  zeroInstant,
} from '../library/dates.ts';
import type { Text } from '../text.ts';
import { bool, int, type Struct, string, type Value } from '../value.ts';
import { fixed, textAt } from './declare.ts';

const because = 'it depends on the time at which the chart is installed';

/** The layout of time.Time.String. */
const timeLayout = '2006-01-02 15:04:05.999999999 -0700 MST';

/** A `time.Time`. The instant is kept in its fields, which a template cannot read in Go. */
function timeObject(instant: Instant, origin: Value['origin'], unknown?: Text): Struct {
  const constant = (value: Value): TemplateFunction => fixed([], () => value);
  const text = (layout: string) => (unknown === undefined ? string(formatInstant(instant, layout), origin) : unknown);
  const part = (layout: string): TemplateFunction =>
    constant(int(Number(formatInstant(instant, layout)), 'int', origin));
  return {
    kind: 'struct',
    type: 'time.Time',
    fields: new Map<string, Value>([
      ['seconds', int(instant.seconds, 'int64', origin)],
      ['nanoseconds', int(instant.nanoseconds, 'int64', origin)],
      ['offset', int(instant.offset, 'int', origin)],
      ['zone', string(instant.zone, origin)],
      ['rfc3339', unknown ?? string(formatInstant(instant, '2006-01-02T15:04:05.999999999Z07:00'), origin)],
    ]),
    methods: new Map<string, TemplateFunction>([
      ['Format', fixed(['string'], (args) => unknown ?? string(formatInstant(instant, textAt(args, 0).text), origin))],
      ['Unix', constant(int(instant.seconds, 'int64', origin))],
      ['UnixNano', constant(int(instant.seconds * 1_000_000_000n + BigInt(instant.nanoseconds), 'int64', origin))],
      [
        'UnixMilli',
        constant(int(instant.seconds * 1000n + BigInt(Math.floor(instant.nanoseconds / 1e6)), 'int64', origin)),
      ],
      ['Year', part('2006')],
      ['Day', part('2')],
      ['Hour', part('15')],
      ['Minute', part('4')],
      ['Second', part('5')],
      ['YearDay', part('002')],
      ['UTC', fixed([], () => timeObject({ ...instant, offset: 0, zone: 'UTC' }, origin, unknown))],
      ['IsZero', constant(bool(instant.seconds === zeroInstant.seconds && instant.nanoseconds === 0))],
      ['String', constant(unknown ?? string(formatInstant(instant, timeLayout), origin))],
    ]),
    text: text(timeLayout),
    ...(origin === undefined ? {} : { origin }),
  };
}

/** The instant of a time, of a number of seconds since 1970, or undefined for all else, which stands for now. */
function instantOf(value: Value): Instant | undefined {
  if (value.kind === 'int' && ['int', 'int32', 'int64'].includes(value.type)) {
    return { seconds: value.value, nanoseconds: 0, offset: 0, zone: 'UTC' };
  }
  if (value.kind !== 'struct' || value.type !== 'time.Time') {
    return undefined;
  }
  const number = (name: string) => {
    const field = value.fields.get(name);
    return field?.kind === 'int' ? field.value : 0n;
  };
  const zone = value.fields.get('zone');
  return {
    seconds: number('seconds'),
    nanoseconds: Number(number('nanoseconds')),
    offset: Number(number('offset')),
    zone: zone?.kind === 'string' ? zone.text : 'UTC',
  };
}

/** A date in a zone. Without the zone database only UTC is known, and an unknown name is UTC for sprig. */
function dated(layout: string, value: Value, zone: string, call: Parameters<TemplateFunction['call']>[1]): Value {
  const instant = instantOf(value);
  if (instant === undefined || value.origin?.unknown !== undefined) {
    return call.unknown(formatInstant({ ...zeroInstant }, layout), because);
  }
  const isUtc = /^(?:|UTC|Local|GMT|Etc\/.*)$/.test(zone) || !/^[A-Za-z]+(?:[/_+-][A-Za-z0-9_+-]+)*$/.test(zone);
  const text = formatInstant({ ...instant, offset: 0, zone: zone === 'GMT' ? 'GMT' : 'UTC' }, layout);
  return isUtc ? string(text, value.origin) : call.unknown(text, `the hour depends on the time zone ${zone}`);
}

const modify = (refused: (date: Value) => Value | Failure): TemplateFunction =>
  fixed(['string', 'struct'], (args) => {
    const [text, date] = [textAt(args, 0).text, args[1]!];
    const instant = instantOf(date);
    const duration = parseDuration(text);
    if (instant === undefined) {
      return failure('wrong type for value; expected time.Time');
    }
    if (duration === undefined) {
      return refused(date);
    }
    const total = instant.seconds * 1_000_000_000n + BigInt(instant.nanoseconds) + duration;
    const rest = ((total % 1_000_000_000n) + 1_000_000_000n) % 1_000_000_000n;
    const moved = { ...instant, seconds: (total - rest) / 1_000_000_000n, nanoseconds: Number(rest) };
    const unknown = date.kind === 'struct' && date.origin?.unknown !== undefined ? date.text : undefined;
    return timeObject(moved, date.origin, unknown);
  });

const dateModify = modify((date) => date);
const mustDateModify = modify(() => failure('time: invalid duration'));

const dateInZone = fixed(['string', 'any', 'string'], (args, call) =>
  dated(textAt(args, 0).text, args[1]!, textAt(args, 2).text, call),
);

/** Sprig's functions on dates. Source: date.go. The local time zone is UTC. */
export const timeFunctions: Functions = new Map<string, TemplateFunction>([
  [
    'now',
    fixed([], (_, call) => {
      const text = call.unknown('0001-01-01 00:00:00 +0000 UTC', because);
      return timeObject(zeroInstant, text.origin, text.kind === 'string' ? text : undefined);
    }),
  ],
  ['date', fixed(['string', 'any'], (args, call) => dated(textAt(args, 0).text, args[1]!, 'Local', call))],
  ['dateInZone', dateInZone],
  ['date_in_zone', dateInZone],
  ['htmlDate', fixed(['any'], (args, call) => dated('2006-01-02', args[0]!, 'Local', call))],
  [
    'htmlDateInZone',
    fixed(['any', 'string'], (args, call) => dated('2006-01-02', args[0]!, textAt(args, 1).text, call)),
  ],
  ['dateModify', dateModify],
  ['date_modify', dateModify],
  ['mustDateModify', mustDateModify],
  ['must_date_modify', mustDateModify],
  ['ago', fixed(['any'], (_, call) => call.unknown('0s', because))],
  [
    'toDate',
    fixed(['string', 'string'], (args) => {
      const instant = parseInstant(textAt(args, 0).text, textAt(args, 1).text);
      return timeObject(typeof instant === 'string' ? zeroInstant : instant, textAt(args, 1).origin);
    }),
  ],
  [
    'mustToDate',
    fixed(['string', 'string'], (args) => {
      const instant = parseInstant(textAt(args, 0).text, textAt(args, 1).text);
      return typeof instant === 'string' ? failure(instant) : timeObject(instant, textAt(args, 1).origin);
    }),
  ],
  [
    'unixEpoch',
    fixed(['struct'], (args, call) => {
      const instant = instantOf(args[0]!);
      return instant === undefined
        ? failure('wrong type for value; expected time.Time')
        : args[0]!.origin?.unknown === undefined
          ? string(String(instant.seconds), args[0]!.origin)
          : call.unknown('0', because);
    }),
  ],
  [
    'duration',
    fixed(['any'], (args) => {
      const value = args[0]!;
      const seconds =
        value.kind === 'string' && /^[+-]?[0-9]+$/.test(value.text)
          ? BigInt(value.text)
          : value.kind === 'int' && value.type === 'int64'
            ? value.value
            : 0n;
      return string(durationText(BigInt.asIntN(64, seconds * 1_000_000_000n)), value.origin);
    }),
  ],
  [
    'durationRound',
    fixed(['any'], (args, call) => {
      const value = args[0]!;
      if (value.kind === 'struct') {
        return call.unknown('0s', because);
      }
      const duration =
        value.kind === 'string'
          ? (parseDuration(value.text) ?? 0n)
          : value.kind === 'int' && value.type === 'int64'
            ? value.value
            : 0n;
      return string(roundedDuration(duration < 0n ? -duration : duration), value.origin);
    }),
  ],
]);

function roundedDuration(size: bigint): string {
  const hour = 3_600_000_000_000n;
  const steps: readonly [bigint, string][] = [
    [hour * 24n * 365n, 'y'],
    [hour * 24n * 30n, 'mo'],
    [hour * 24n, 'd'],
    [hour, 'h'],
    [hour / 60n, 'm'],
    [hour / 3600n, 's'],
  ];
  const step = steps.find(([length]) => size > length);
  return step === undefined ? '0s' : `${size / step[0]}${step[1]}`;
}
