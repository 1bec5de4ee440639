import type { FileEntry, UnreadPart } from '../model/document.ts';
import type { KustomizationFile } from '../model/kustomization.ts';
import type { ReferenceRole, SelectorRole } from '../model/reference.ts';
import type { Resource } from '../model/resource.ts';

/**
 * The name of a fact that judgements look up. A judgement that looked up a key is made again when something is
 * added or removed under it. Keys of different sorts never collide, because each sort begins with its own
 * words.
 */
export type Key = string;

declare const holds: unique symbol;

/** The key of a posting list. The type of the list's items exists for the compiler only. */
export type ListKey<T extends Posting> = Key & { readonly [holds]: T };

/** What posting lists hold. */
export type Posting = Resource | UnreadPart | KustomizationFile | FileEntry;

/** Declares a sort of posting lists, once for the code that fills them and the code that looks them up. */
function listsOf<T extends Posting>() {
  return <P extends readonly unknown[]>(keyOf: (...of: P) => Key) => keyOf as (...of: P) => ListKey<T>;
}

const resources = listsOf<Resource>();
const kustomizationFiles = listsOf<KustomizationFile>();
const fileEntries = listsOf<FileEntry>();

/** Pod templates in the files of one directory, without files that a bundle reads. */
export const templatesIn = resources((directory: string) => `templates in ${directory}`);
export const servicesIn = resources((directory: string) => `services in ${directory}`);
/** Custom resources from which operators may create pods. */
export const operatedIn = resources((directory: string) => `operated in ${directory}`);
/**
 * Custom resources from which no pods are created, but perhaps objects that pods need, as a Certificate creates
 * a Secret.
 */
export const configuringIn = resources((directory: string) => `configuring in ${directory}`);
/** Resources that name or select other resources in the role. */
export const referrersIn = resources(
  (directory: string, role: ReferenceRole | SelectorRole) => `${role} in ${directory}`,
);
/** Resources of the kinds for which `isNamedKind` holds. */
export const objectsIn = resources((directory: string, kind: string) => `${kind} in ${directory}`);

/** Pod templates that a bundle deploys. */
export const templatesOf = resources((bundle: string) => `templates of ${bundle}`);
export const servicesOf = resources((bundle: string) => `services of ${bundle}`);
export const operatedOf = resources((bundle: string) => `operated of ${bundle}`);
export const configuringOf = resources((bundle: string) => `configuring of ${bundle}`);
export const referrersOf = resources((bundle: string, role: ReferenceRole | SelectorRole) => `${role} of ${bundle}`);
export const objectsOf = resources((bundle: string, kind: string) => `${kind} of ${bundle}`);

/** The variants that bundles make of the pod templates in the files of one directory. */
export const renderedTemplatesFrom = resources((directory: string) => `rendered templates from ${directory}`);
export const renderedServicesFrom = resources((directory: string) => `rendered services from ${directory}`);
export const renderedObjectsFrom = resources((directory: string, kind: string) => `rendered ${kind} from ${directory}`);
/** The variants that bundles make of the objects in a file. */
export const renderedFrom = resources((file: string) => `rendered from ${file}`);

/** Pod templates in files that carry the label. */
export const templatesWith = resources((key: string, value: string) => `template ${key}=${value}`);
/** Pod templates in bundles that carry the label. */
export const renderedTemplatesWith = resources((key: string, value: string) => `rendered template ${key}=${value}`);
/** Pod templates in files and in bundles that carry the label. */
export const templateListsWith = (key: string, value: string) => [
  templatesWith(key, value),
  renderedTemplatesWith(key, value),
];
export const templatesOfBundleWith = resources(
  (bundle: string, key: string, value: string) => `template ${key}=${value} of ${bundle}`,
);
/** Services in files, by the one pair of their selector that `indexedPair` chooses. */
export const servicesSelectingBy = resources((key: string, value: string) => `selector ${key}=${value}`);
export const renderedServicesSelectingBy = resources(
  (key: string, value: string) => `rendered selector ${key}=${value}`,
);
export const servicesOfBundleSelectingBy = resources(
  (bundle: string, key: string, value: string) => `selector ${key}=${value} of ${bundle}`,
);
/** Services whose selectors consist of labels that controllers add to pods. No pod template states them. */
export const servicesSelectingByAddedLabels = resources(() => 'selectors by added labels')();
/** Resources that are no Services and select others, by one pair of each of their selectors. */
export const othersSelectingBy = resources((key: string, value: string) => `other selector ${key}=${value}`);
/** Resources that are no Services and have a selector without a pair that a pod template has to state. */
export const othersSelectingWithoutPairs = resources(() => 'other selectors without pairs')();
/** Services that have the label in their own metadata. */
export const servicesWithLabel = resources((key: string, value: string) => `service with ${key}=${value}`);
export const servicesWithNodePort = resources((port: number) => `node port ${port}`);

/** Resources by API group, kind and name, whatever their namespace. */
export const objectsNamed = resources((group: string, kind: string, name: string) => `name ${group}/${kind}/${name}`);
/** Resources that name an object by API group, kind and name, in any namespace. */
export const referrersTo = resources((group: string, kind: string, name: string) => `naming ${group}/${kind}/${name}`);
/** Resources that split the traffic of a Service among other Services. */
export const splitsOf = resources((service: string) => `splits of ${service}`);
/** Every Flux Kustomization and Argo CD Application of the workspace. */
export const deployers = resources(() => 'deployers')();
/**
 * Every manifest that decides which charts of the workspace are installed, and with which values. A bundle may read its
 * file or not.
 */
export const releasing = resources(() => 'releasing')();
/** The charts that the rendered HelmReleases of a bundle install. */
export const releasesOf = resources((bundle: string) => `releases of ${bundle}`);
/** The charts that the HelmReleases and the Applications of a file install. */
export const releasesFrom = resources((file: string) => `releases from ${file}`);
/** Every ReferenceGrant of the workspace. */
export const grants = resources(() => 'grants')();

export const unreadIn = listsOf<UnreadPart>()((directory: string) => `unread in ${directory}`);

export const allKustomizations = kustomizationFiles(() => 'kustomizations')();
export const kustomizationsIn = kustomizationFiles((directory: string) => `kustomization in ${directory}`);
/** Kustomizations that name the file or directory. */
export const kustomizationsIncluding = kustomizationFiles((path: string) => `includes ${path}`);

/** Files in the directories one level below a directory. */
export const filesBelow = fileEntries((directory: string) => `files below ${directory}`);
/** One entry if the file is ignored but open in the editor. */
export const ignoredFile = fileEntries((file: string) => `outside ${file}`);
/** One entry if the directory is that of a Helm chart. */
export const chartIn = fileEntries((directory: string) => `chart ${directory}`);

/** Keys of facts that are not lists. */
export const completeKey: Key = 'complete';
export const fileKey = (file: string): Key => `file ${file}`;
export const bundleKey = (directory: string): Key => `bundle ${directory}`;
export const bundlesReadingKey = (file: string): Key => `bundles reading ${file}`;
