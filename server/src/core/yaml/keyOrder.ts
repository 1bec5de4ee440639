/**
 * The order in which go-yaml writes the keys of a map: letters after other characters, and numbers by their value.
 * Source: keyList.Less in sorter.go of go.yaml.in/yaml/v2 and v3.
 */
export function keyOrder(version: 2 | 3): (a: string, b: string) => number {
  return (a, b) => (less(a, b, version) ? -1 : less(b, a, version) ? 1 : 0);
}

function less(a: string, b: string, version: 2 | 3): boolean {
  const [left, right] = [[...a], [...b]];
  let digits = false;
  for (let at = 0; at < left.length && at < right.length; at++) {
    const [x, y] = [left[at]!, right[at]!];
    if (x === y) {
      digits = isDigit(x);
      continue;
    }
    const [isLetterX, isLetterY] = [isLetter(x), isLetter(y)];
    if (isLetterX && isLetterY) {
      return x.codePointAt(0)! < y.codePointAt(0)!;
    }
    if (isLetterX || isLetterY) {
      return version === 3 && digits ? isLetterX : isLetterY;
    }
    let [numberX, numberY] = [0n, 0n];
    if (x === '0' || y === '0') {
      for (let before = at - 1; before >= 0 && isDigit(left[before]!); before--) {
        if (left[before] !== '0') {
          [numberX, numberY] = [1n, 1n];
          break;
        }
      }
    }
    let [endX, endY] = [at, at];
    for (; endX < left.length && isDigit(left[endX]!); endX++) {
      numberX = next(numberX, left[endX]!);
    }
    for (; endY < right.length && isDigit(right[endY]!); endY++) {
      numberY = next(numberY, right[endY]!);
    }
    if (numberX !== numberY) {
      return numberX < numberY;
    }
    return endX === endY ? x.codePointAt(0)! < y.codePointAt(0)! : endX < endY;
  }
  return left.length < right.length;
}

/** The number with one more digit, in the arithmetic of an int64. */
function next(number: bigint, digit: string): bigint {
  return BigInt.asIntN(64, number * 10n + BigInt(digit.codePointAt(0)! - 48));
}

/** unicode.IsLetter. */
function isLetter(character: string): boolean {
  return /^\p{L}$/u.test(character);
}

/** unicode.IsDigit. */
function isDigit(character: string): boolean {
  return /^\p{Nd}$/u.test(character);
}
