/** The shortest digits that give a number back, and the place of the decimal point: 0.digits × 10^point. */
export interface Decimal {
  readonly digits: string;
  readonly point: number;
}

/** @param value finite and not negative */
function shortestDecimal(value: number): Decimal {
  if (value === 0) {
    return { digits: '', point: 0 };
  }
  const [mantissa, exponent] = value.toExponential().split('e') as [string, string];
  return { digits: mantissa.replace('.', ''), point: Number(exponent) + 1 };
}

/**
 * A float64 as strconv.FormatFloat writes it.
 *
 * @param format `e`, `f` or `g`; -1 as precision means as many digits as are needed
 */
export function floatText(value: number, format: 'e' | 'f' | 'g', precision: number): string {
  if (!Number.isFinite(value)) {
    return Number.isNaN(value) ? 'NaN' : value > 0 ? '+Inf' : '-Inf';
  }
  const sign = value < 0 || Object.is(value, -0) ? '-' : '';
  return sign + unsignedText(Math.abs(value), format, precision);
}

function unsignedText(value: number, format: 'e' | 'f' | 'g', precision: number): string {
  const shortest = precision < 0;
  switch (format) {
    case 'e':
      return shortest
        ? exponential(shortestDecimal(value))
        : exponentWithTwoDigits(value.toExponential(Math.min(precision, 100)));
    case 'f':
      return shortest ? positional(shortestDecimal(value)) : fixed(value, precision);
    case 'g': {
      const significant = precision === 0 ? 1 : precision;
      const decimal = shortest ? shortestDecimal(value) : roundedDecimal(value, Math.min(significant, 100));
      const { length } = decimal.digits;
      const needed = significant > length && length >= decimal.point ? length : significant;
      const limit = shortest ? 6 : needed;
      const exponent = decimal.point - 1;
      return value !== 0 && (exponent < -4 || exponent >= limit) ? exponential(decimal) : positional(decimal);
    }
  }
}

/** Rounded to a number of significant digits, without zeros at the end. */
function roundedDecimal(value: number, digits: number): Decimal {
  if (value === 0) {
    return { digits: '', point: 0 };
  }
  const [mantissa, exponent] = value.toExponential(digits - 1).split('e') as [string, string];
  return { digits: mantissa.replace('.', '').replace(/0+$/, ''), point: Number(exponent) + 1 };
}

function exponential({ digits, point }: Decimal): string {
  const exponent = digits === '' ? 0 : point - 1;
  const mantissa = digits.length > 1 ? `${digits[0]}.${digits.slice(1)}` : digits || '0';
  return exponentWithTwoDigits(`${mantissa}e${exponent < 0 ? '' : '+'}${exponent}`);
}

function exponentWithTwoDigits(text: string): string {
  return text.replace(/e([-+])(\d)$/, 'e$10$2');
}

function positional({ digits, point }: Decimal): string {
  if (digits === '') {
    return '0';
  }
  if (point <= 0) {
    return `0.${'0'.repeat(-point)}${digits}`;
  }
  return digits.length <= point ? digits.padEnd(point, '0') : `${digits.slice(0, point)}.${digits.slice(point)}`;
}

function fixed(value: number, precision: number): string {
  const digits = Math.min(precision, 100);
  // toFixed gives an exponent above 1e21, where a float64 has no fraction.
  return value < 1e21 ? value.toFixed(digits) : BigInt(value).toString() + (digits > 0 ? `.${'0'.repeat(digits)}` : '');
}
