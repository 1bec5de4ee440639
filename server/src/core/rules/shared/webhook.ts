/** What happens if the API server cannot call the Service that an object of the kind names. */
export function consequenceFor(kind: string): string {
  return kind === 'APIService'
    ? 'Its API is unavailable.'
    : kind === 'CustomResourceDefinition'
      ? 'Requests for another version of its objects than the stored one fail.'
      : 'Requests that need the webhook fail, unless its failurePolicy is Ignore.';
}
