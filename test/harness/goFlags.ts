/**
 * The flags and variables with which every Go program of the tests is built. Go's build cache then has one
 * compiled copy of each package for all of them; with other flags it compiles the standard library again.
 */
export const goFlags: readonly string[] = ['-trimpath'];

export function goEnvironment(): NodeJS.ProcessEnv {
  return { ...process.env, CGO_ENABLED: '0' };
}
