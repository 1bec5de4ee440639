import { isLetter, isSpace, isUpper, lowerOf, upperOf } from '../library/unicode.ts';

/** xstrings.ToPascalCase, sprig's `camelcase`. */
export function pascalCase(text: string): string {
  const characters = [...text];
  let at = 0;
  let result = '';
  let current = '';
  let isFirstUpper = false;
  while (at < characters.length) {
    current = characters[at++]!;
    if (!isConnector(current)) {
      isFirstUpper = isUpper(current);
      current = upperOf(current);
      break;
    }
    result += current;
  }
  if (at === characters.length) {
    // A string of connectors only repeats its last character, as the original does.
    return result + current;
  }
  while (at < characters.length) {
    const previous = current;
    current = characters[at++]!;
    if (isConnector(current) && isConnector(previous)) {
      result += previous;
      continue;
    }
    if (isConnector(previous)) {
      isFirstUpper = isUpper(current);
      current = upperOf(current);
    } else {
      if (isFirstUpper) {
        if (isUpper(current)) {
          current = lowerOf(current);
        } else {
          isFirstUpper = false;
        }
      }
      result += previous;
    }
  }
  return result + current;
}

type WordType = 'invalid' | 'number' | 'upper' | 'letters' | 'connector' | 'punctuation' | 'other';

interface Word {
  readonly type: WordType;
  readonly word: string;
  readonly rest: string;
}

/** xstrings.ToSnakeCase and ToKebabCase. Source: camelCaseToLowerCase in convert.go. */
export function lowerCaseWords(text: string, connector: '_' | '-'): string {
  if (text === '') {
    return '';
  }
  let result = '';
  const add = ({ type, word }: Word) => {
    result += lowered(type, word, connector);
  };
  const isLink = (type: WordType) => type === 'connector' || type === 'punctuation';
  let current = nextWord(text);
  const addWhileAlphanumeric = () => {
    while (current.type === 'letters' || current.type === 'number') {
      add(current);
      current = nextWord(current.rest);
    }
    if (current.type !== 'invalid' && !isLink(current.type)) {
      result += connector;
    }
  };
  while (current.rest !== '') {
    if (current.type !== 'connector') {
      add(current);
    }
    const previous = current;
    current = nextWord(current.rest);
    switch (previous.type) {
      case 'number':
        addWhileAlphanumeric();
        break;
      case 'connector':
        add(previous);
        break;
      case 'punctuation':
        break;
      default: {
        if (current.type !== 'number') {
          if (!isLink(current.type)) {
            result += connector;
          }
          break;
        }
        if (current.rest === '') {
          break;
        }
        const number = current;
        current = nextWord(current.rest);
        if (current.type !== 'letters') {
          add(number);
          if (!isLink(current.type)) {
            result += connector;
          }
          break;
        }
        result += connector;
        add(number);
        addWhileAlphanumeric();
      }
    }
  }
  add(current);
  return result;
}

function lowered(type: WordType, word: string, connector: string): string {
  return type !== 'upper' && type !== 'connector'
    ? word
    : [...word]
        .map((character) => (isConnector(character) ? connector : isUpper(character) ? lowerOf(character) : character))
        .join('');
}

function nextWord(text: string): Word {
  const characters = [...text];
  const first = characters[0];
  if (first === undefined) {
    return { type: 'invalid', word: '', rest: '' };
  }
  const span = (test: (character: string) => boolean, from = 1): number => {
    let end = from;
    while (end < characters.length && test(characters[end]!)) {
      end++;
    }
    return end;
  };
  const word = (type: WordType, end: number): Word => ({
    type,
    word: characters.slice(0, end).join(''),
    rest: characters.slice(end).join(''),
  });
  if (isConnector(first)) {
    return word('connector', span(isConnector));
  }
  if (isPunctuation(first)) {
    return word('punctuation', span(isPunctuation));
  }
  if (isUpper(first)) {
    const second = characters[1];
    if (second !== undefined && isUpper(second)) {
      const end = span(isUpper);
      // The last upper case letter begins the word of the lower case letters that follow.
      return word('upper', end < characters.length && isAlphabet(characters[end]!) ? end - 1 : end);
    }
    return word('upper', span(isLowerAlphabet));
  }
  if (isAlphabet(first)) {
    return word('letters', span(isLowerAlphabet));
  }
  if (isNumber(first)) {
    return word('number', span(isNumber));
  }
  return word(
    'other',
    span((each) => !isConnector(each) && !isAlphabet(each) && !isNumber(each) && !isPunctuation(each)),
  );
}

function isConnector(character: string): boolean {
  return character === '-' || character === '_' || isSpace(character);
}

function isLowerAlphabet(character: string): boolean {
  return isAlphabet(character) && !isUpper(character);
}

/** A letter that is no Chinese character. Source: isAlphabet in count.go. */
function isAlphabet(character: string): boolean {
  return isLetter(character) && !/^[\u4e00-\u9fcc\u3400-\u4d85\u{20000}-\u{2b81d}]$/u.test(character);
}

function isPunctuation(character: string): boolean {
  return /^\p{P}$/u.test(character);
}

function isNumber(character: string): boolean {
  return /^\p{N}$/u.test(character);
}
