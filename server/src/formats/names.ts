/** The formats of `podwire check`. They are here by themselves, so that the help loads nothing else. */
export const checkFormats = [
  'text',
  'json',
  'sarif',
  'github',
  'gitlab',
  'junit',
  'checkstyle',
  'compact',
  'markdown',
] as const;
export type CheckFormat = (typeof checkFormats)[number];

/** The formats that other tools read, each made of `Finding`s. */
export type FindingFormat = Exclude<CheckFormat, 'text' | 'json'>;

/** The formats of `podwire diff`. */
export const diffFormats = ['text', 'markdown', 'json'] as const;
export type DiffFormat = (typeof diffFormats)[number];
