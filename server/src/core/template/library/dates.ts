/** An instant with its distance from UTC. Seconds since 1970, which may be negative. */
export interface Instant {
  readonly seconds: bigint;
  readonly nanoseconds: number;
  /** Seconds east of UTC. */
  readonly offset: number;
  /** The abbreviation of the zone, e.g. `UTC`. Empty for a zone that has only a distance. */
  readonly zone: string;
}

/** The zero value of time.Time: the first of January of the year 1. */
export const zeroInstant: Instant = { seconds: -62135596800n, nanoseconds: 0, offset: 0, zone: 'UTC' };

const months = 'January,February,March,April,May,June,July,August,September,October,November,December'.split(',');
const days = 'Sunday,Monday,Tuesday,Wednesday,Thursday,Friday,Saturday'.split(',');

/** The elements of a layout, the longest first. Source: nextStdChunk in format.go. */
const element =
  /January|Jan(?![a-z])|Monday|Mon(?![a-z])|MST|002|2006|Z070000|Z07:00:00|Z0700|Z07:00|Z07|-070000|-07:00:00|-0700|-07:00|-07|[.,]0+(?![0-9])|[.,]9+(?![0-9])|__2|_2006|_2|01|02|03|04|05|06|15|1|2|3|4|5|PM|pm/g;

/** time.Time.Format. */
export function formatInstant(instant: Instant, layout: string): string {
  const local = calendar(instant.seconds + BigInt(instant.offset));
  const two = (value: number) => String(value).padStart(2, '0');
  return layout.replace(element, (std) => {
    switch (std) {
      case 'January':
        return months[local.month]!;
      case 'Jan':
        return months[local.month]!.slice(0, 3);
      case '1':
        return String(local.month + 1);
      case '01':
        return two(local.month + 1);
      case 'Monday':
        return days[local.weekday]!;
      case 'Mon':
        return days[local.weekday]!.slice(0, 3);
      case '2':
        return String(local.day);
      case '_2':
        return String(local.day).padStart(2, ' ');
      case '02':
        return two(local.day);
      case '__2':
        return String(local.yearDay).padStart(3, ' ');
      case '002':
        return String(local.yearDay).padStart(3, '0');
      case '15':
        return two(local.hour);
      case '3':
        return String(local.hour % 12 || 12);
      case '03':
        return two(local.hour % 12 || 12);
      case '4':
        return String(local.minute);
      case '04':
        return two(local.minute);
      case '5':
        return String(local.second);
      case '05':
        return two(local.second);
      case '2006':
        return String(local.year).padStart(4, '0');
      case '_2006':
        return `_${String(local.year).padStart(4, '0')}`;
      case '06':
        return two(((local.year % 100) + 100) % 100);
      case 'PM':
        return local.hour >= 12 ? 'PM' : 'AM';
      case 'pm':
        return local.hour >= 12 ? 'pm' : 'am';
      case 'MST':
        return instant.zone || offsetText(instant.offset, '-0700');
      default:
        return /^[.,]/.test(std) ? fractionText(instant.nanoseconds, std) : offsetText(instant.offset, std);
    }
  });
}

function fractionText(nanoseconds: number, std: string): string {
  const digits = String(nanoseconds)
    .padStart(9, '0')
    .slice(0, std.length - 1);
  const shown = std[1] === '9' ? digits.replace(/0+$/, '') : digits;
  return shown === '' ? '' : std[0]! + shown;
}

function offsetText(offset: number, std: string): string {
  if (offset === 0 && std.startsWith('Z')) {
    return 'Z';
  }
  const size = Math.abs(offset);
  const two = (value: number) => String(value).padStart(2, '0');
  const colon = std.includes(':') ? ':' : '';
  const digits = std.replace(/[^0-9]/g, '').length;
  const hours = (offset < 0 ? '-' : '+') + two(Math.floor(size / 3600));
  const minutes = digits >= 4 ? colon + two(Math.floor(size / 60) % 60) : '';
  return hours + minutes + (digits === 6 ? colon + two(size % 60) : '');
}

/** The calendar of a number of seconds since 1970. The month counts from 0. */
function calendar(seconds: bigint) {
  const daySeconds = 86_400n;
  let rest = seconds % daySeconds;
  rest = rest < 0n ? rest + daySeconds : rest;
  const dayNumber = Number((seconds - rest) / daySeconds);
  const date = new Date(dayNumber * 86_400_000);
  const year = date.getUTCFullYear();
  const first = Date.UTC(2000, 0, 1);
  const start = new Date(first);
  start.setUTCFullYear(year);
  return {
    year,
    month: date.getUTCMonth(),
    day: date.getUTCDate(),
    weekday: date.getUTCDay(),
    yearDay: Math.round((date.getTime() - start.getTime()) / 86_400_000) + 1,
    hour: Math.floor(Number(rest) / 3600),
    minute: Math.floor(Number(rest) / 60) % 60,
    second: Number(rest) % 60,
  };
}

/** time.Parse in UTC. @returns the text of Go's error, without the particular element, if the value does not fit. */
export function parseInstant(layout: string, value: string): Instant | string {
  const fields = new Map<string, string>();
  let pattern = '';
  const names: string[] = [];
  let from = 0;
  for (const match of layout.matchAll(element)) {
    pattern += quoted(layout.slice(from, match.index)) + patternOf(match[0]);
    names.push(match[0]);
    from = match.index + match[0].length;
  }
  pattern += quoted(layout.slice(from));
  const found = new RegExp(`^${pattern}$`).exec(value);
  if (found === null) {
    return `parsing time ${JSON.stringify(value)} as ${JSON.stringify(layout)}: cannot parse ${JSON.stringify(value)} as ${JSON.stringify(names[0] ?? layout)}`;
  }
  for (const [index, name] of names.entries()) {
    fields.set(name, found[index + 1] ?? '');
  }
  return instantOf(fields) ?? `parsing time ${JSON.stringify(value)}: day out of range`;
}

function quoted(text: string): string {
  return text.replace(/[\\.+*?()|[\]{}^$/-]/g, '\\$&').replace(/ +/g, ' +');
}

function patternOf(std: string): string {
  switch (std) {
    case 'January':
      return `(${months.join('|')})`;
    case 'Jan':
      return `(${months.map((month) => month.slice(0, 3)).join('|')})`;
    case 'Monday':
      return `(${days.join('|')})`;
    case 'Mon':
      return `(${days.map((day) => day.slice(0, 3)).join('|')})`;
    case 'MST':
      return '([A-Z]{3,5}|[+-][0-9]{2,4})';
    case '2006':
      return '([0-9]{4})';
    case '_2006':
      return '_([0-9]{4})';
    case '002':
      return '([0-9]{3})';
    case '05':
      // A fraction may follow seconds although the layout has none.
      return '([0-9]{2}(?:[.,][0-9]+)?)';
    case '5':
      return '([0-9]{1,2}(?:[.,][0-9]+)?)';
    case '1':
    case '2':
    case '3':
    case '4':
      return '([0-9]{1,2})';
    case '_2':
    case '__2':
      return ' *([0-9]{1,3})';
    case 'PM':
      return '(AM|PM)';
    case 'pm':
      return '(am|pm)';
    default:
      if (/^[.,]0/.test(std)) {
        return `([.,][0-9]{${std.length - 1}})`;
      }
      if (/^[.,]9/.test(std)) {
        return '((?:[.,][0-9]+)?)';
      }
      if (/^[Z-]/.test(std)) {
        const digits = std.replace(/[^0-9]/g, '').length;
        const colon = std.includes(':') ? ':' : '';
        const zone = `[+-][0-9]{2}${digits >= 4 ? `${colon}[0-9]{2}` : ''}${digits === 6 ? `${colon}[0-9]{2}` : ''}`;
        return std.startsWith('Z') ? `(Z|${zone})` : `(${zone})`;
      }
      return '([0-9]{2})';
  }
}

function instantOf(fields: ReadonlyMap<string, string>): Instant | undefined {
  const first = (...names: string[]) => names.map((name) => fields.get(name)).find((value) => value !== undefined);
  const number = (fallback: number, ...names: string[]) => {
    const text = first(...names);
    return text === undefined ? fallback : Math.floor(Number(text.replace(',', '.')));
  };
  const short = first('06');
  const year = short === undefined ? number(0, '2006', '_2006') : Number(short) + (Number(short) >= 69 ? 1900 : 2000);
  const monthName = first('January', 'Jan');
  const month =
    monthName === undefined
      ? number(1, '01', '1') - 1
      : months.findIndex((each) => each.slice(0, 3) === monthName.slice(0, 3));
  const yearDay = first('002', '__2');
  const day = yearDay === undefined ? number(1, '02', '_2', '2') : Number(yearDay);
  const half = first('PM', 'pm')?.toUpperCase();
  const given = number(0, '15', '03', '3');
  const hour = half === 'PM' && given < 12 ? given + 12 : half === 'AM' && given === 12 ? 0 : given;
  const [minute, second] = [number(0, '04', '4'), number(0, '05', '5')];
  const date = new Date(0);
  date.setUTCFullYear(year, yearDay === undefined ? month : 0, day);
  if (
    (yearDay === undefined && (date.getUTCMonth() !== month || date.getUTCDate() !== day)) ||
    hour > 23 ||
    minute > 59 ||
    second > 59
  ) {
    return undefined;
  }
  const fraction =
    [...fields].find(([name]) => /^[.,]/.test(name))?.[1] ?? /[.,][0-9]+$/.exec(first('05', '5') ?? '')?.[0];
  const zone = [...fields].find(([name]) => /^[Z-]07/.test(name))?.[1];
  const offset = zone === undefined || zone === 'Z' ? 0 : offsetOf(zone);
  const seconds = BigInt(date.getTime() / 1000) + BigInt(hour * 3600 + minute * 60 + second - offset);
  const nanoseconds = fraction === undefined ? 0 : Number(fraction.slice(1, 10).padEnd(9, '0'));
  return { seconds, nanoseconds, offset, zone: offset === 0 ? 'UTC' : '' };
}

function offsetOf(zone: string): number {
  const digits = zone.replace(/[^0-9]/g, '');
  const size = Number(digits.slice(0, 2)) * 3600 + Number(digits.slice(2, 4)) * 60 + Number(digits.slice(4, 6));
  return zone.startsWith('-') ? -size : size;
}

const units: Readonly<Record<string, bigint>> = {
  ns: 1n,
  us: 1_000n,
  µs: 1_000n,
  μs: 1_000n,
  ms: 1_000_000n,
  s: 1_000_000_000n,
  m: 60_000_000_000n,
  h: 3_600_000_000_000n,
};

/** time.ParseDuration, in nanoseconds. Undefined if it is none. */
export function parseDuration(text: string): bigint | undefined {
  const match = /^([+-]?)((?:(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:ns|us|\u00b5s|\u03bcs|ms|s|m|h))+)$/.exec(text);
  if (match === null) {
    return /^[+-]?0$/.test(text) ? 0n : undefined;
  }
  let total = 0n;
  for (const [, whole = '', fraction = '', unit = ''] of match[2]!.matchAll(
    /([0-9]*)\.?([0-9]*)(ns|us|\u00b5s|\u03bcs|ms|s|m|h)/g,
  )) {
    const scale = units[unit]!;
    total += BigInt(whole || '0') * scale + (BigInt(fraction || '0') * scale) / 10n ** BigInt(fraction.length);
  }
  return total >= 2n ** 63n ? undefined : match[1] === '-' ? -total : total;
}

/** time.Duration.String. */
export function durationText(nanoseconds: bigint): string {
  if (nanoseconds === 0n) {
    return '0s';
  }
  const size = nanoseconds < 0n ? -nanoseconds : nanoseconds;
  const sign = nanoseconds < 0n ? '-' : '';
  const decimal = (value: bigint, unit: bigint, digits: number) => {
    const fraction = String(value % unit)
      .padStart(digits, '0')
      .replace(/0+$/, '');
    return `${value / unit}${fraction && `.${fraction}`}`;
  };
  if (size < units.s!) {
    return size < units.us!
      ? `${sign}${size}ns`
      : size < units.ms!
        ? `${sign}${decimal(size, units.us!, 3)}µs`
        : `${sign}${decimal(size, units.ms!, 6)}ms`;
  }
  const hours = size / units.h!;
  const minutes = (size / units.m!) % 60n;
  const seconds = decimal(size % units.m!, units.s!, 9);
  const shownHours = hours > 0n ? `${hours}h` : '';
  const shownMinutes = hours > 0n || minutes > 0n ? `${minutes}m` : '';
  return `${sign}${shownHours}${shownMinutes}${seconds}s`;
}
