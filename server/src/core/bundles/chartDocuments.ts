import { readChartFile } from '../kinds/documents.ts';
import type { DocumentFacts, SourceFile } from '../model/document.ts';
import type { Origin } from '../model/origin.ts';
import type { SourceText } from '../template/origin.ts';
import type { Place } from '../template/places.ts';
import { getOrInsertComputed } from '../text/maps.ts';
import { pathIn } from '../text/path.ts';
import type { Range } from '../text/range.ts';
import { movedBetween } from './lastGood.ts';

/** The documents that stand for the texts of a chart and of what installs it. */
export class ChartDocuments {
  readonly #directory: string;
  readonly #input: { file(path: string): SourceFile | undefined };
  readonly #kept: { readonly packed: Map<string, DocumentFacts> };
  readonly #manifests = new Map<DocumentFacts, SourceText>();
  readonly #ofManifests = new Map<SourceText, DocumentFacts>();
  /** By the path of a file, of which the last good text is rendered. */
  readonly #moved = new Map<string, (range: Range) => Range>();

  constructor(
    directory: string,
    input: { file(path: string): SourceFile | undefined },
    kept: { readonly packed: Map<string, DocumentFacts> },
  ) {
    this.#directory = directory;
    this.#input = input;
    this.#kept = kept;
  }

  get chartFile(): DocumentFacts {
    return this.documentAt(pathIn(this.#directory, 'Chart.yaml'));
  }

  /** The text that stands for a manifest. Places in it lead to the manifest. */
  readonly sourceOf = (document: DocumentFacts): SourceText => {
    const known = this.#manifests.get(document);
    if (known !== undefined) {
      return known;
    }
    const source: SourceText = { path: document.file, text: document.text };
    this.#manifests.set(document, source);
    this.#ofManifests.set(source, document);
    return source;
  };

  /** A place without a text is the beginning of Chart.yaml. */
  originOf(place: (Range & { readonly source?: SourceText | undefined }) | undefined): Origin {
    return place?.source === undefined
      ? { document: this.chartFile, range: { start: 0, end: 0 } }
      : this.#originAt({ ...place, source: place.source });
  }

  readonly rangeOf = (place: Place): Range & { readonly document: DocumentFacts } => {
    const { document, range } = this.#originAt(place);
    return { start: range.start, end: range.end, document };
  };

  #originAt({ source, start, end }: Place): Origin {
    const { path, text } = source;
    const file = this.#ofManifests.has(source) ? undefined : this.#input.file(path);
    const document = file?.documents[0]?.facts;
    if (document && file?.lastGood === text) {
      // A person edits the present text.
      const moved = getOrInsertComputed(this.#moved, path, () => movedBetween(text, document.text));
      return { document, range: moved({ start, end }) };
    }
    const own =
      this.#ofManifests.get(source) ?? (document?.text === text ? document : this.#packedDocument(path, text));
    return { document: own, range: { start, end } };
  }

  documentAt(path: string): DocumentFacts {
    return this.#input.file(path)?.documents[0]?.facts ?? this.#packedDocument(path, '');
  }

  #packedDocument(path: string, text: string): DocumentFacts {
    const known = this.#kept.packed.get(path);
    if (known?.text === text) {
      return known;
    }
    const { facts } = readChartFile(path, text).documents[0]!;
    this.#kept.packed.set(path, facts);
    return facts;
  }
}
