import { overlaid } from '../chart/coalesce.ts';
import type { ChartProblem } from '../chart/load.ts';
import { typedValue, withValueAt } from '../chart/setValue.ts';
import { filler } from '../chart/templateLayout.ts';
import type { DocumentFacts } from '../model/document.ts';
import type { Origin as Place, Stated } from '../model/origin.ts';
import { originOf } from '../model/origin.ts';
import type { Parameter } from '../model/release.ts';
import { inlineDocuments } from '../render/inline.ts';
import type { Origin, SourceText } from '../template/origin.ts';
import type { Text } from '../template/text.ts';
import { type GoMap, map, string, type Value } from '../template/value.ts';
import { valueOfYaml } from '../template/yamlValue.ts';
import { deref } from '../yaml/access.ts';
import type { Node, Placed } from '../yaml/node.ts';
import type { InstalledRelease } from './chartRoots.ts';

/** What the values of a release are read with. */
export interface ValuesReading {
  /** The values of a file; undefined if it is not read. */
  file(path: string): GoMap | ChartProblem | undefined;
  /** The text of a file; undefined if it is not read. */
  text(path: string): string | undefined;
  /** The text that stands for a document. Places in it lead to the document. */
  sourceOf(document: DocumentFacts): SourceText;
}

export interface ReleaseValues {
  /** The values that take the place of those of the chart. */
  readonly replaced?: GoMap;
  /** The values over those of the chart. */
  readonly values: GoMap;
  /** Values that the release takes and that are not read. Each continues the sentence "unknown, because …". */
  readonly unread: readonly { readonly at: Place; readonly because: string }[];
  /** Whether a generator fills in values, so that it may depend on them whether the chart can be rendered. */
  readonly isFilledIn: boolean;
  /** Why Helm would refuse the values. */
  readonly problem?: ChartProblem;
}

/**
 * The values of a release, each with the place in the manifest or the file that states it. Sources:
 * fluxcd/pkg/chartutil ChartValuesFromReferences; argo-cd reposerver/repository helmTemplate.
 */
export function valuesOfRelease(release: InstalledRelease, reading: ValuesReading): ReleaseValues {
  const { stated, by, words, files, configMaps } = release;
  const unread: ReleaseValues['unread'][number][] = [];
  const note = (at: Stated, because: string) => unread.push({ at: originOf(by, at), because });
  let ofFiles = map();
  let problem: ChartProblem | undefined;
  for (const [index, { written }] of stated.valuesFiles.entries()) {
    const path = files[index];
    const found = path === undefined ? undefined : reading.file(path);
    if (found === undefined) {
      if (path === undefined || !stated.ignoresMissing) {
        note(written, `${words} takes values from ${written.value}, which is not read`);
      }
    } else if ('message' in found) {
      problem ??= found;
    } else {
      ofFiles = overlaid(ofFiles, found);
    }
  }
  let values = stated.replacesValues ? map() : ofFiles;
  for (const [index, { kind, name, key, targetPath }] of stated.valuesFrom.entries()) {
    const because = `${words} takes values from ${kind} ${name.value}, whose content is not known`;
    const configMap = configMaps[index];
    const node = configMap?.valuesTexts?.get(key);
    if (targetPath !== undefined) {
      const scalar = node && deref(node);
      const text = scalar?.type === 'scalar' ? scalar.text : undefined;
      const origin = node && configMap ? placed(node as Stated, configMap, reading) : placed(name, by, reading);
      const value =
        text === undefined ? string('', { ...origin, sort: 'made', unknown: because }) : typedValue(text, origin);
      values = withValueAt(values, targetPath, value) ?? values;
    } else {
      const found = node && configMap ? valuesOfNode(node, configMap.document, false, reading) : undefined;
      if (found === undefined) {
        note(name, because);
      } else {
        values = overlaid(values, found);
      }
    }
  }
  const isGenerated = by.kind === 'ApplicationSet';
  if (stated.values) {
    const own = valuesOfNode(stated.values, by.document, isGenerated, reading);
    if (own === undefined) {
      note(stated.values as Stated, `the values of ${words} cannot be read`);
    } else {
      values = overlaid(values, own);
    }
  }
  for (const [index, parameter] of stated.parameters.entries()) {
    const value = valueOfParameter(parameter, release.parameterFiles[index], release, reading);
    const next = value && withValueAt(values, parameter.name.value, value);
    if (next === undefined) {
      note(parameter.name, `the parameter ${parameter.name.value} of ${words} is not read`);
    } else {
      values = next;
    }
  }
  return {
    ...(stated.replacesValues && { replaced: ofFiles }),
    values,
    unread,
    isFilledIn: isGenerated && by.document.text.includes('{{'),
    ...(problem && { problem }),
  };
}

function valueOfParameter(
  { value, as }: Parameter,
  file: string | undefined,
  { by }: InstalledRelease,
  reading: ValuesReading,
): Value | undefined {
  const origin = placed(value, by, reading);
  if (by.kind === 'ApplicationSet' && value.value.includes('{{')) {
    return as === 'file' ? undefined : filledIn(origin);
  }
  if (as === 'set') {
    // A list in braces and several values after one name are not read.
    return /^\{|(?<!\\),/.test(value.value) ? undefined : typedValue(value.value, origin);
  }
  const text = as === 'string' ? value.value : file === undefined ? undefined : reading.text(file);
  return text === undefined ? undefined : string(text, origin);
}

function placed(at: Stated, around: { readonly document: DocumentFacts }, { sourceOf }: ValuesReading): Origin {
  const { document, range } = originOf(around, at);
  return { sort: 'key', source: sourceOf(document), start: range.start, end: range.end };
}

/** A text that a generator fills in. */
function filledIn(origin: Origin): Text {
  return string('filled-in', { ...origin, sort: 'made', unknown: 'the generator of the ApplicationSet fills it in' });
}

/**
 * The values in a mapping, or in a string with YAML. Undefined if they are no map.
 *
 * @param isGenerated whether a generator fills in what is in double braces
 */
function valuesOfNode(node: Node, own: DocumentFacts, isGenerated: boolean, reading: ValuesReading): GoMap | undefined {
  const written = deref(node);
  let root: Node | undefined = written;
  let around = own;
  if (written?.type === 'scalar') {
    around = (written.document as DocumentFacts | undefined) ?? own;
    const text = isGenerated
      ? written.text.replace(/\{\{[^\n]*?\}\}/g, ({ length }) => filler.repeat(length))
      : written.text;
    const documents = inlineDocuments({ ...written, text }, around);
    if (documents === undefined) {
      return undefined;
    }
    root = documents[0]?.root;
  }
  const documentOf = ({ document }: { readonly document?: object }) =>
    (document as DocumentFacts | undefined) ?? around;
  const placeOf = (range: Placed): Origin => ({
    sort: 'key',
    source: reading.sourceOf(documentOf(range)),
    start: range.start,
    end: range.end,
  });
  const value = valueOfYaml(root, {
    origin(range, key, name) {
      const document = documentOf(range);
      return {
        sort: 'key',
        source: reading.sourceOf(document),
        start: range.start,
        end: range.end,
        key: key && documentOf(key) === document ? { start: key.start, end: key.end } : undefined,
        name,
      };
    },
    key: placeOf,
    ...(isGenerated && {
      string: (scalar) =>
        scalar.text.includes(filler) || scalar.text.includes('{{') ? filledIn(placeOf(scalar)) : undefined,
    }),
  });
  return value.kind === 'map' ? value : value.kind === 'nil' ? map() : undefined;
}
