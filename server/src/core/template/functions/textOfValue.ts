import { textOfBytes } from '../bytes.ts';
import { printed } from '../format.ts';
import { Text } from '../text.ts';
import type { Value } from '../value.ts';

/** Source: strval in sprig's strings.go. Bytes are the text that they encode, and everything else is printed. */
export function textOfValue(value: Value): Text {
  return value.kind === 'bytes' ? Text.of(textOfBytes(value.bytes), value.origin) : printed(value);
}
