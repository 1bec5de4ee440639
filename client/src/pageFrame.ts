/**
 * The frame of a webview's page. It allows only its own style and scripts, and contains no text of a manifest or a
 * report: the page's own script draws that.
 *
 * @param cspSource `Webview.cspSource`.
 * @param nonce Base64, new for each page. The scripts in `body` have it too.
 */
export function pageFrame({
  cspSource,
  nonce,
  style,
  body,
}: {
  readonly cspSource: string;
  readonly nonce: string;
  readonly style: string;
  readonly body: string;
}): string {
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'nonce-${nonce}'; script-src 'nonce-${nonce}' ${cspSource};">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Podwire</title>
<style nonce="${nonce}">${style}</style>
</head>
<body>
${body}
</body>
</html>
`;
}
