/** A decimal number: value × 10^exponent. Source: github.com/shopspring/decimal. */
interface Decimal {
  readonly value: bigint;
  readonly exponent: number;
}

/** The decimal with the shortest digits of a float64. */
function decimalOf(number: number): Decimal {
  const [mantissa = '0', power = '0'] = number.toExponential().split('e');
  const [whole = '0', fraction = ''] = mantissa.split('.');
  return { value: BigInt(whole + fraction), exponent: Number(power) - fraction.length };
}

type Operation = (a: Decimal, b: Decimal) => Decimal;

export const addDecimal: Operation = (a, b) => {
  const exponent = Math.min(a.exponent, b.exponent);
  return { value: scaled(a, exponent) + scaled(b, exponent), exponent };
};

export const subtractDecimal: Operation = (a, b) => addDecimal(a, { ...b, value: -b.value });

export const multiplyDecimal: Operation = (a, b) => ({
  value: a.value * b.value,
  exponent: a.exponent + b.exponent,
});

/** Rounded to 16 places, half away from zero. Source: DivRound. The divisor must not be zero. */
export const divideDecimal: Operation = (a, b) => {
  const shift = a.exponent - b.exponent + places;
  const [dividend, divisor] =
    shift < 0 ? [a.value, b.value * 10n ** BigInt(-shift)] : [a.value * 10n ** BigInt(shift), b.value];
  const quotient = dividend / divisor;
  const rest = absolute(dividend % divisor);
  const isNegative = a.value < 0n !== b.value < 0n;
  const rounded = 2n * rest < absolute(divisor) ? quotient : quotient + (isNegative ? -1n : 1n);
  return { value: rounded, exponent: -places };
};

const places = 16;

/** Applies an operation from the left, without rounding to a float64 in between. */
export function decimalResult(first: number, rest: readonly number[], operate: Operation): number {
  if (![first, ...rest].every(Number.isFinite)) {
    return Number.NaN;
  }
  const { value, exponent } = rest.map(decimalOf).reduce(operate, decimalOf(first));
  return Number(`${value}e${exponent}`);
}

function scaled({ value, exponent }: Decimal, to: number): bigint {
  return value * 10n ** BigInt(exponent - to);
}

function absolute(value: bigint): bigint {
  return value < 0n ? -value : value;
}
