/** What a value of an expression can be here. Contexts are objects. */
type Value = string | number | boolean | undefined | { readonly [name: string]: Value };

/**
 * The part of the expressions of GitHub Actions that `action.yml` uses: properties, strings, `==`, `!=`, `&&`, `||`
 * and `!`. Source: docs.github.com, *Evaluate expressions in workflows and actions*.
 *
 * @throws Error for anything else, so that the action is not tested with another meaning.
 */
export function evaluate(expression: string, contexts: { readonly [name: string]: Value }): Value {
  const tokens = expression.match(/'(?:[^']|'')*'|&&|\|\||==|!=|[!()]|[\w.-]+|\S/g) ?? [];
  let at = 0;
  const result = either();
  if (at < tokens.length) {
    throw new Error(`${expression}: ${tokens[at]} is not expected`);
  }
  return result;

  function either(): Value {
    let value = both();
    while (tokens[at] === '||') {
      at++;
      const other = both();
      value = isTrue(value) ? value : other;
    }
    return value;
  }

  function both(): Value {
    let value = comparison();
    while (tokens[at] === '&&') {
      at++;
      const other = comparison();
      value = isTrue(value) ? other : value;
    }
    return value;
  }

  function comparison(): Value {
    const value = operand();
    if (tokens[at] !== '==' && tokens[at] !== '!=') {
      return value;
    }
    const isEqual = tokens[at++] === '==';
    // Absent values are empty strings in a comparison with a string.
    return ((value ?? '') === (operand() ?? '')) === isEqual;
  }

  function operand(): Value {
    const token = tokens[at++] ?? '';
    if (token === '!') {
      return !isTrue(operand());
    }
    if (token === '(') {
      const value = either();
      if (tokens[at++] !== ')') {
        throw new Error(`${expression}: a parenthesis is not closed`);
      }
      return value;
    }
    if (token.startsWith("'")) {
      return token.slice(1, -1).replaceAll("''", "'");
    }
    const [context = '', ...path] = token.split('.');
    if (!/^[a-z]+$/.test(context) || !Object.hasOwn(contexts, context)) {
      throw new Error(`${expression}: ${token} is not supported`);
    }
    return path.reduce<Value>(
      (value, name) => (typeof value === 'object' ? value[name] : undefined),
      contexts[context],
    );
  }
}

/** A text with expressions in `${{ }}`. */
export function interpolate(text: string, contexts: { readonly [name: string]: Value }): string {
  return text.replace(/\$\{\{(.*?)\}\}/gs, (_, expression: string) => String(evaluate(expression, contexts) ?? ''));
}

export function isTrue(value: Value): boolean {
  return value !== undefined && value !== false && value !== '' && value !== 0;
}

export type { Value };
