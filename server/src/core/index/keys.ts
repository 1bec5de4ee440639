import type { FileEntry, UnreadPart } from '../model/document.ts';
import type { KustomizationFile } from '../model/kustomization.ts';
import type { ReferenceRole, SelectorRole } from '../model/reference.ts';
import type { Resource } from '../model/resource.ts';

/**
 * Under what a judgement finds something. Whoever looks it up is judged again when something is put there or taken away. Two
 * different things never have one key: each begins with words of its own.
 */
export type Key = string;

declare const holds: unique symbol;

/** The key of a posting list, with the type of what is in the list, which exists for the compiler alone. */
export type ListKey<T extends Posting> = Key & { readonly [holds]: T };

/** What posting lists hold. */
export type Posting = Resource | UnreadPart | KustomizationFile | FileEntry;

/** Declares a sort of posting lists, once for those who fill them and those who look them up. */
function listsOf<T extends Posting>() {
  return <P extends readonly unknown[]>(keyOf: (...of: P) => Key) => keyOf as (...of: P) => ListKey<T>;
}

const resources = listsOf<Resource>();
const kustomizationFiles = listsOf<KustomizationFile>();
const fileEntries = listsOf<FileEntry>();

/** What makes pods, among the files of one directory that are of no bundle. */
export const templatesIn = resources((directory: string) => `templates in ${directory}`);
export const servicesIn = resources((directory: string) => `services in ${directory}`);
/** Custom resources whose operators may make pods. */
export const operatedIn = resources((directory: string) => `operated in ${directory}`);
/** Custom resources that make no pods themselves, but perhaps what pods need, as a Certificate makes a Secret. */
export const configuringIn = resources((directory: string) => `configuring in ${directory}`);
/** Resources that name or select others in the role. */
export const referrersIn = resources(
  (directory: string, role: ReferenceRole | SelectorRole) => `${role} in ${directory}`,
);
/** Resources of the core group's `namedKinds`. */
export const objectsIn = resources((directory: string, kind: string) => `${kind} in ${directory}`);

/** What a bundle deploys that makes pods. */
export const templatesOf = resources((bundle: string) => `templates of ${bundle}`);
export const servicesOf = resources((bundle: string) => `services of ${bundle}`);
export const operatedOf = resources((bundle: string) => `operated of ${bundle}`);
export const configuringOf = resources((bundle: string) => `configuring of ${bundle}`);
export const referrersOf = resources((bundle: string, role: ReferenceRole | SelectorRole) => `${role} of ${bundle}`);
export const objectsOf = resources((bundle: string, kind: string) => `${kind} of ${bundle}`);

/** What bundles make of the pod templates in the files of one directory. */
export const renderedTemplatesFrom = resources((directory: string) => `rendered templates from ${directory}`);
export const renderedServicesFrom = resources((directory: string) => `rendered services from ${directory}`);
export const renderedObjectsFrom = resources((directory: string, kind: string) => `rendered ${kind} from ${directory}`);
/** What bundles make of the objects of a file. */
export const renderedFrom = resources((file: string) => `rendered from ${file}`);

/** What makes pods that carry the label, as files have it. */
export const templatesWith = resources((key: string, value: string) => `template ${key}=${value}`);
/** The same, as bundles have it. */
export const renderedTemplatesWith = resources((key: string, value: string) => `rendered template ${key}=${value}`);
/** Both of these. */
export const templateListsWith = (key: string, value: string) => [
  templatesWith(key, value),
  renderedTemplatesWith(key, value),
];
export const templatesOfBundleWith = resources(
  (bundle: string, key: string, value: string) => `template ${key}=${value} of ${bundle}`,
);
/** Services under the one pair of their selector that `indexedPair` chooses, as files have them. */
export const servicesSelectingBy = resources((key: string, value: string) => `selector ${key}=${value}`);
export const renderedServicesSelectingBy = resources(
  (key: string, value: string) => `rendered selector ${key}=${value}`,
);
export const servicesOfBundleSelectingBy = resources(
  (bundle: string, key: string, value: string) => `selector ${key}=${value} of ${bundle}`,
);
/** Services that carry the label themselves. */
export const servicesWithLabel = resources((key: string, value: string) => `service with ${key}=${value}`);
export const servicesWithNodePort = resources((port: number) => `node port ${port}`);

/** Resources by API group, kind and name, whatever their namespace. */
export const objectsNamed = resources((group: string, kind: string, name: string) => `name ${group}/${kind}/${name}`);
/** Resources that name one by API group, kind and name, whatever the namespaces. */
export const referrersTo = resources((group: string, kind: string, name: string) => `naming ${group}/${kind}/${name}`);
/** Endpoints and EndpointSlices that someone wrote for a Service. */
export const endpointsOf = resources((service: string) => `endpoints of ${service}`);
/** What splits the traffic of a Service over others. */
export const splitsOf = resources((service: string) => `splits of ${service}`);
/** Every Flux Kustomization and Argo CD Application of the workspace. */
export const deployers = resources(() => 'deployers')();
/** Every ReferenceGrant of the workspace. */
export const grants = resources(() => 'grants')();

export const unreadIn = listsOf<UnreadPart>()((directory: string) => `unread in ${directory}`);

export const allKustomizations = kustomizationFiles(() => 'kustomizations')();
export const kustomizationsIn = kustomizationFiles((directory: string) => `kustomization in ${directory}`);
/** Kustomizations that name the file or directory. */
export const kustomizationsIncluding = kustomizationFiles((path: string) => `includes ${path}`);

/** Files in the directories right below one. */
export const filesBelow = fileEntries((directory: string) => `files below ${directory}`);
/** One where the file is ignored and only open. */
export const ignoredFile = fileEntries((file: string) => `outside ${file}`);
/** One where the directory is a Helm chart's. */
export const chartIn = fileEntries((directory: string) => `chart ${directory}`);

/** Keys of facts that are no lists. */
export const completeKey: Key = 'complete';
export const fileKey = (file: string): Key => `file ${file}`;
export const bundleKey = (directory: string): Key => `bundle ${directory}`;
export const bundlesReadingKey = (file: string): Key => `bundles reading ${file}`;
