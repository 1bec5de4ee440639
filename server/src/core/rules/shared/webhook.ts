/** What happens if the API server cannot call the Service that an object of the kind names. */
export function consequenceFor(kind: string): string {
  return kind === 'APIService'
    ? 'Its API is unavailable.'
    : 'Requests that need the webhook fail, unless its failurePolicy is Ignore.';
}
