/** The keys of posting lists that more than one place puts together. */
export const completeKey = 'complete';
export const fileKey = (file: string) => `file ${file}`;
export const ofBundle = (bundle: string, key: string) => `${key} of ${bundle}`;
export const bundleKey = (directory: string) => `bundle ${directory}`;
export const readersKey = (file: string) => `bundles reading ${file}`;
export const renderedKey = (file: string) => `rendered from ${file}`;
export const templateKey = (key: string, value: string) => `template ${key}=${value}`;
export const selectorKey = (key: string, value: string) => `selector ${key}=${value}`;
export const nameKey = (group: string, kind: string, name: string) => `name ${group}/${kind}/${name}`;
