import { type Analysis, fileOf } from '../analysis.ts';
import { definitionsOf } from '../cursor/relations.ts';
import { IndexReader } from '../index/reader.ts';
import type { FileDocument } from '../model/document.ts';
import { none } from '../text/emptyList.ts';
import { pathIn } from '../text/path.ts';
import type { Range } from '../text/range.ts';

/** A path that leads to a file of the workspace, or to a page. */
export interface Link {
  readonly document: FileDocument;
  readonly range: Range;
  readonly to: { readonly file: string } | { readonly url: string };
}

/**
 * The paths of the kustomizations, the HelmReleases and the Applications in a file. Source: LSP 3.17,
 * textDocument/documentLink.
 */
export function documentLinks(analysis: Analysis, path: string): readonly Link[] {
  const index = new IndexReader(analysis.index);
  return (fileOf(analysis, path)?.documents ?? []).flatMap((document) => {
    const { kustomization, file } = document.facts;
    const toCharts = chartsOf(document, index);
    const toFiles = (kustomization?.includes ?? []).flatMap((inclusion): readonly Link[] => {
      const { start, end, written } = inclusion;
      const [target] = definitionsOf(
        { type: 'inclusion', from: { file, kustomization: kustomization! }, inclusion },
        index,
      );
      const url = inclusion.path === undefined ? pageOf(written) : undefined;
      return target?.type === 'file'
        ? [{ document, range: { start, end }, to: { file: target.path } }]
        : url !== undefined
          ? [{ document, range: { start, end }, to: { url } }]
          : [];
    });
    return [...toCharts, ...toFiles];
  });
}

/** The charts of the workspace that the HelmReleases and Applications of a document install. */
function chartsOf(document: FileDocument, index: IndexReader): readonly Link[] {
  return document.facts.resources.flatMap((resource) =>
    (resource.releases ?? none).flatMap(({ path, at: { start, end } }): readonly Link[] => {
      const file = index
        .placesOf(path, resource)
        .map((place) => pathIn(place, 'Chart.yaml'))
        .find((each) => index.isInChart(each));
      return file === undefined ? none : [{ document, range: { start, end }, to: { file } }];
    }),
  );
}

/**
 * The page of a remote base in a browser: a URL of a file as it is, and the directory of a GitHub repository. Source:
 * sigs.k8s.io/kustomize/api/internal/git NewRepoSpecFromURL.
 */
function pageOf(written: string): string | undefined {
  const github =
    /^(?:https:\/\/|git::https:\/\/)?github\.com\/([\w.-]+)\/([\w.-]+?)(?:\.git)?(?:\/\/?([^?]*))?(?:\?(.*))?$/.exec(
      written,
    );
  if (github) {
    const [, owner, repository, directory = '', query = ''] = github;
    const ref = /(?:^|&)(?:ref|version)=([^&]+)/.exec(query)?.[1];
    const page = `https://github.com/${owner}/${repository}`;
    return ref === undefined && directory === '' ? page : `${page}/tree/${ref ?? 'HEAD'}/${directory}`;
  }
  return /^https:\/\/[^\s]+$/.test(written) ? written : undefined;
}
