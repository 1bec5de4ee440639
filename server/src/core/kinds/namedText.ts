import type { Written } from '../model/written.ts';
import { deref } from '../yaml/access.ts';
import type { Node, Scalar } from '../yaml/node.ts';
import type { ReferenceRule } from './referenceRules.ts';
import { writtenOf } from './written.ts';

/** The name that a text states, and its namespace if the text has one; empty if it names no object. */
export function namedBy(
  node: Node | undefined,
  { form, except }: ReferenceRule,
): { readonly name?: Written; readonly namespace?: Written } {
  const scalar = deref(node);
  const written = node && writtenOf(node);
  if (!written || except?.test(written.value)) {
    return {};
  }
  if (form === undefined || scalar?.type !== 'scalar' || written.type === 'placeholder') {
    return { name: written };
  }
  if (form === 'namespace/name') {
    const slash = written.value.indexOf('/');
    return slash < 0
      ? { name: written }
      : { name: partOf(written, scalar, slash + 1), namespace: partOf(written, scalar, 0, slash) };
  }
  return hostOf(scalar);
}

/** The Service that a host name means, and its namespace if the name has it; empty if it means none. */
export function hostOf(node: Node | undefined): { readonly name?: Written; readonly namespace?: Written } {
  const scalar = deref(node);
  if (scalar?.type !== 'scalar') {
    return {};
  }
  const written = writtenOf(scalar);
  const [first = '', second = '', svc, ...domain] = written.value.split('.');
  if (first === '*' || first === '') {
    return {};
  }
  if (second === '') {
    return { name: written };
  }
  return svc === 'svc' && domain[0] !== 'clusterset'
    ? {
        name: partOf(written, scalar, 0, first.length),
        namespace: partOf(written, scalar, first.length + 1, first.length + 1 + second.length),
      }
    : {};
}

/** A part of a text. If the text is not written as it is, as in a rendered value, the part has the place of the whole. */
function partOf(whole: Written, { text, style }: Scalar, from: number, to = text.length): Written {
  const quote = style === 'plain' ? 0 : 1;
  const isAsWritten = whole.end - whole.start === text.length + 2 * quote;
  return {
    ...whole,
    value: text.slice(from, to),
    ...(isAsWritten ? { start: whole.start + quote + from, end: whole.start + quote + to } : {}),
  };
}
