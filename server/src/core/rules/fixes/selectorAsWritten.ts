import { actionsOf } from '../../chart/templateLayout.ts';
import { originOf, type Stated } from '../../model/origin.ts';
import type { Fix } from '../../model/problem.ts';
import type { Resource } from '../../model/resource.ts';
import type { Labels } from '../../model/written.ts';
import { describeWritten } from '../../resolve/describe.ts';
import type { FixCertainty } from './copyPodLabels.ts';

/**
 * Replaces the selector in a template of a chart by the lines of the workload's own selector, actions included, so that
 * both print the same in every release. Undefined if these lines have no action: then labels are copied.
 */
export function selectorAsWritten(
  standing: FixCertainty,
  service: Resource,
  selector: Labels,
  workload: Resource,
): Fix | undefined {
  const own = workload.workloadSelector?.matchLabels;
  const target = blockBelow(service, selector.keyRange);
  const source = own && blockBelow(workload, own.keyRange);
  if (!target || !source || actionsOf(source.text).length === 0 || source.text.trim() === target.text.trim()) {
    return undefined;
  }
  return {
    title: `Use the selector of ${describeWritten(workload)}`,
    preferred: standing.preferred === true,
    certain: false,
    ...(standing.unmistakable === undefined ? {} : { unmistakable: standing.unmistakable }),
    replacesAction: true,
    changes: [
      {
        document: target.document,
        edits: [
          {
            range: { start: target.start, end: target.end },
            newText: moved(source.text, target.indentation - source.indentation),
          },
        ],
      },
    ],
  };
}

/** The lines below a key of a template, with the indentation that their content has. */
function blockBelow(resource: Resource, key: Stated) {
  const { document, range } = originOf(resource, key);
  const { text } = document;
  const lineStart = text.lastIndexOf('\n', range.start - 1) + 1;
  const before = text.slice(lineStart, range.start);
  const after = /^["']?:[ \t]*\r?\n/.exec(text.slice(range.end));
  if (document.ofChart !== 'template' || before.trim() !== '' || !after) {
    return undefined;
  }
  const start = range.end + after[0].length;
  let end = start;
  let indentation: number | undefined;
  for (const line of text.slice(start).split(/(?<=\n)/)) {
    const indented = line.length - line.trimStart().length;
    const [action] = actionsOf(line.trimStart());
    const isPrinting = action !== undefined && action.start === 0 && !action.isControl;
    const isInside = indented > before.length ? action?.start !== 0 || isPrinting : isPrinting && indented === 0;
    if (line.trim() === '' || !isInside) {
      break;
    }
    indentation ??= printedIndentation(line, isPrinting) ?? indented;
    end += line.length;
  }
  return indentation === undefined ? undefined : { document, start, end, indentation, text: text.slice(start, end) };
}

/** The number of spaces in front of what an action of its own line prints: `nindent 4`, `indent 4`. */
function printedIndentation(line: string, isPrinting: boolean): number | undefined {
  const stated = isPrinting ? /\bn?indent\s+\(?(?:int\s+)?(\d+)/.exec(line)?.[1] : undefined;
  return stated === undefined ? undefined : Number(stated);
}

/** The lines with another indentation, which actions state as a number. */
function moved(lines: string, by: number): string {
  const spaces = (text: string) => ' '.repeat(Math.max(text.length + by, 0));
  return lines
    .replace(/^ +(?=\S)/gm, (space) => spaces(space))
    .replace(
      /(\bn?indent\s+)(\d+)/g,
      (_, name: string, number: string) => `${name}${Math.max(Number(number) + by, 0)}`,
    );
}
