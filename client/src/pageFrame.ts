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
<style nonce="${nonce}">${buttonStyle}${style}</style>
</head>
<body>
${body}
</body>
</html>
`;
}

const buttonStyle = `
button { font: inherit; color: var(--vscode-button-foreground); background: var(--vscode-button-background); border: 1px solid var(--vscode-button-border, transparent); border-radius: 2px; cursor: pointer; }
button:hover { background: var(--vscode-button-hoverBackground); }
button.secondary { color: var(--vscode-button-secondaryForeground); background: var(--vscode-button-secondaryBackground); border-color: var(--vscode-button-border, var(--vscode-contrastBorder, transparent)); }
button.secondary:hover { background: var(--vscode-button-secondaryHoverBackground); }
button:focus-visible { outline: 1px solid var(--vscode-focusBorder); outline-offset: 2px; }`;
