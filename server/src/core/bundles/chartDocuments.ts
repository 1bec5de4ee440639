import type { DocumentFacts, SourceFile } from '../model/document.ts';
import type { Origin } from '../model/origin.ts';
import type { SourceText } from '../template/origin.ts';
import type { TextPlace } from '../template/places.ts';
import { none } from '../text/emptyList.ts';
import { pathIn } from '../text/path.ts';

/** The documents that stand for the texts of a chart and of what installs it. */
export class ChartDocuments {
  readonly #directory: string;
  readonly #input: { file(path: string): SourceFile | undefined };
  readonly #kept: { readonly packed: Map<string, DocumentFacts> };
  readonly #manifests = new Map<DocumentFacts, SourceText>();
  readonly #ofManifests = new Map<SourceText, DocumentFacts>();

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

  originOf({
    source,
    start,
    end,
  }: TextPlace | { source?: SourceText | undefined; start: number; end: number }): Origin {
    return source === undefined
      ? { document: this.chartFile, range: { start: 0, end: 0 } }
      : { document: this.documentOf(source), range: { start, end } };
  }

  readonly documentOf = (source: SourceText): DocumentFacts => {
    const ofManifest = this.#ofManifests.get(source);
    if (ofManifest !== undefined) {
      return ofManifest;
    }
    const { path, text } = source;
    const file = this.#input.file(path)?.documents[0]?.facts;
    return file?.text === text ? file : this.#packedDocument(path, text);
  };

  documentAt(path: string): DocumentFacts {
    return this.#input.file(path)?.documents[0]?.facts ?? this.#packedDocument(path, '');
  }

  #packedDocument(path: string, text: string): DocumentFacts {
    const known = this.#kept.packed.get(path);
    if (known?.text === text) {
      return known;
    }
    const facts: DocumentFacts = {
      file: path,
      text,
      depth: 'body',
      errors: none,
      resources: none,
      ofChart: 'other',
      ignored: none,
    };
    this.#kept.packed.set(path, facts);
    return facts;
  }
}
