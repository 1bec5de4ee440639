import type { Range } from '../text/range.ts';
import { isTrue } from './builtins.ts';
import type { Evaluator, TemplateCaller } from './evaluate.ts';
import { printed } from './format.ts';
import type { Frame } from './frame.ts';
import type { Action, If, List, Pipe, RangeLoop, TemplateCall, TextNode, With } from './nodes.ts';
import { madeAt, noOrigins, type Origin } from './origin.ts';
import type { Templates } from './templates.ts';
import { Text, type TextPiece } from './text.ts';
import { int, nothing, sortedKeys, type Value } from './value.ts';

type Jump = 'break' | 'continue' | undefined;

/** Executes the statements of one template and collects what they print. Source: text/template exec.go walk. */
export class StatementExecutor {
  readonly #frame: Frame;
  readonly #evaluator: Evaluator;
  readonly #caller: TemplateCaller;
  readonly #templates: Templates;
  readonly #pieces: TextPiece[] = [];
  readonly #texts: string[] = [];

  constructor(frame: Frame, evaluator: Evaluator, caller: TemplateCaller, templates: Templates) {
    this.#frame = frame;
    this.#evaluator = evaluator;
    this.#caller = caller;
    this.#templates = templates;
  }

  /** What was printed. */
  output(): Text {
    return new Text(this.#pieces, this.#texts.join(''));
  }

  /**
   * Executes the statements of a list.
   *
   * @returns the `break` or `continue` at which they ended
   */
  walk(list: List, dot: Value): Jump {
    for (const node of list.nodes) {
      this.#frame.step(node);
      let jump: Jump;
      switch (node.type) {
        case 'text':
          this.#writeLiteral(node);
          break;
        case 'action': {
          const value = this.#evaluator.pipeline(node.pipe, dot);
          if (node.pipe.variables.length === 0) {
            this.#print(value, node);
          }
          break;
        }
        case 'if':
        case 'with':
          jump = this.#ifOrWith(node, dot);
          break;
        case 'range':
          this.#range(node, dot);
          break;
        case 'template':
          this.#templateCall(node, dot);
          break;
        default:
          return node.type;
      }
      if (jump !== undefined) {
        return jump;
      }
    }
    return undefined;
  }

  #writeLiteral(node: TextNode): void {
    const { inner } = this.#frame.source;
    if (inner === undefined) {
      this.#write({ text: node.text, origin: this.#frame.literal(node), offset: 0 }, node);
      return;
    }
    for (const piece of inner.slice(node.start, node.end).pieces) {
      this.#write(piece, node);
    }
  }

  #write(piece: TextPiece, at: Range): void {
    this.#frame.spend(piece.text.length, at);
    this.#pieces.push(piece);
    this.#texts.push(piece.text);
  }

  #print(value: Value, action: Action): void {
    if (value.kind === 'nil') {
      const { start, end } = action;
      const from = value.origin === undefined ? noOrigins : [value.origin];
      const origin: Origin = { sort: 'made', source: this.#frame.source, start, end, from, absent: true };
      this.#write({ text: noValue, origin, offset: 0 }, action);
      return;
    }
    this.#frame.budget.record?.readsAll(value);
    const text = value.kind === 'struct' && value.text !== undefined ? value.text : printed(value);
    const place = this.#frame.place(action);
    let inner: Origin | undefined;
    let outer = place;
    for (const piece of text.pieces) {
      if (piece.origin !== inner) {
        inner = piece.origin;
        outer = inner === undefined ? place : madeAt(place, [inner]);
      }
      this.#write({ text: piece.text, origin: outer, offset: piece.offset }, action);
    }
  }

  #ifOrWith(node: If | With, dot: Value): Jump {
    const mark = this.#frame.variableCount;
    const value = this.#evaluator.condition(node.pipe, dot);
    let jump: Jump;
    if (isTrue(value)) {
      jump = this.walk(node.list, node.type === 'with' ? value : dot);
    } else if (node.otherwise !== undefined) {
      jump = this.walk(node.otherwise, dot);
    }
    this.#frame.leaveScope(mark);
    return jump;
  }

  #range(node: RangeLoop, dot: Value): void {
    const outside = this.#frame.variableCount;
    const value = this.#evaluator.pipeline(node.pipe, dot);
    const mark = this.#frame.variableCount;
    let isEmpty = true;
    const iterate = (key: Value, item: Value): boolean => {
      isEmpty = false;
      this.#frame.budget.record?.yields(item);
      this.#frame.step(node);
      this.#setLoopVariables(node.pipe, key, item);
      const jump = this.walk(node.list, item);
      this.#frame.leaveScope(mark);
      return jump !== 'break';
    };
    this.#iterate(node, value, iterate);
    if (isEmpty && node.otherwise !== undefined) {
      this.walk(node.otherwise, dot);
    }
    this.#frame.leaveScope(outside);
  }

  #setLoopVariables(pipe: Pipe, key: Value, item: Value): void {
    const { variables, assigns } = pipe;
    const values = variables.length < 2 ? [item] : [key, item];
    if (!assigns) {
      this.#frame.redeclare(variables, values);
      return;
    }
    for (const [index, name] of variables.entries()) {
      this.#frame.assign(name, values[index]!, pipe);
    }
  }

  #iterate(node: RangeLoop, value: Value, iterate: (key: Value, item: Value) => boolean): void {
    switch (value.kind) {
      case 'nil':
        return;
      case 'list':
        for (const [index, item] of value.items.entries()) {
          if (!iterate(int(index), item)) {
            return;
          }
        }
        return;
      case 'bytes':
        for (const [index, item] of value.bytes.entries()) {
          if (!iterate(int(index), int(item, 'uint8', value.origin))) {
            return;
          }
        }
        return;
      case 'map':
        for (const key of sortedKeys(value)) {
          const entry = value.entries.get(key);
          if (entry !== undefined && !iterate(Text.of(key, entry.key), entry.value)) {
            return;
          }
        }
        return;
      case 'int':
        if (node.pipe.variables.length > 1) {
          this.#frame.stop(`can't use ${value.value} to iterate over more than one variable`, node.pipe);
        }
        for (let count = 0n; count < value.value; count++) {
          if (!iterate(nothing, int(count, value.type, value.origin))) {
            return;
          }
        }
        return;
      default:
        this.#frame.stop(`range can't iterate over ${printed(value).text}`, node.pipe);
    }
  }

  #templateCall(node: TemplateCall, dot: Value): void {
    const template =
      this.#templates.get(node.name) ??
      this.#frame.stop(`template ${JSON.stringify(node.name)} not defined`, node, {
        undefinedTemplate: { name: node.name, at: this.#frame.literal(withoutQuotes(node.nameRange)) },
      });
    const data = node.pipe === undefined ? nothing : this.#evaluator.pipeline(node.pipe, dot);
    const made = this.#frame.calling(node, () => this.#caller.execute(template, data, this.#templates));
    const place = this.#frame.place(node);
    for (const piece of made.pieces) {
      const origin = piece.origin === undefined ? place : madeAt(place, [piece.origin]);
      this.#pieces.push({ text: piece.text, origin, offset: piece.offset });
    }
    this.#texts.push(made.text);
  }
}

function withoutQuotes({ start, end }: Range): Range {
  return { start: start + 1, end: end - 1 };
}

/** What Go prints for nothing. Helm takes it out of the output of a file and of `tpl`, but not of `include`. */
const noValue = '<no value>';

/** Leaves an empty piece where an absent value was, so that a reader of the output can see it. */
export function withoutNoValue(text: Text): Text {
  if (!text.text.includes(noValue)) {
    return text;
  }
  const parts: Text[] = [];
  let at = 0;
  for (let found = text.text.indexOf(noValue); found >= 0; found = text.text.indexOf(noValue, at)) {
    parts.push(text.slice(at, found));
    parts.push(Text.of('', text.slice(found, found + noValue.length).origin));
    at = found + noValue.length;
  }
  parts.push(text.slice(at));
  return Text.join(parts);
}
