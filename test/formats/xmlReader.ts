import { createRequire } from 'node:module';

/** An element with its content in order. */
export interface XmlElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: (XmlElement | string)[];
}

/**
 * All elements of a document in the order of their start tags, read strictly. @throws Error if it is not well-formed
 */
export function elementsOf(text: string): readonly XmlElement[] {
  const all: XmlElement[] = [];
  const open: XmlElement[] = [];
  const parser = sax.parser(true);
  parser.onerror = (error) => {
    throw error;
  };
  parser.onopentag = ({ name, attributes }) => {
    const element = { name, attributes, children: [] };
    open.at(-1)?.children.push(element);
    open.push(element);
    all.push(element);
  };
  parser.onclosetag = () => void open.pop();
  parser.ontext = (part) => {
    if (part.trim() !== '') {
      open.at(-1)?.children.push(part);
    }
  };
  // sax accepts characters that XML forbids.
  const forbidden = /[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/.exec(text);
  if (forbidden || !text.isWellFormed()) {
    throw new Error(`the document has a forbidden character at ${forbidden?.index}`);
  }
  // A strict reader normalizes a raw line end or tab of an attribute, which sax keeps.
  for (const [, value = ''] of text.matchAll(/ [a-z]+="([^"]*)"/g)) {
    if (/[\n\r\t]/.test(value)) {
      throw new Error('an attribute has a raw line end or tab');
    }
  }
  parser.write(text).close();
  return all;
}

export function textOf({ children }: XmlElement): string {
  return children.map((child) => (typeof child === 'string' ? child : textOf(child))).join('');
}

interface Parser {
  onerror: (error: Error) => void;
  onopentag: (tag: { name: string; attributes: Record<string, string> }) => void;
  onclosetag: () => void;
  ontext: (text: string) => void;
  write(text: string): Parser;
  close(): void;
}

// The package has no types.
const sax = createRequire(import.meta.url)('sax') as { parser(strict: boolean): Parser };
