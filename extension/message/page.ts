/** What the page of the message view is made of. */
export interface PageParts {
  readonly nonce: string;
  /** URI of the bundle as the webview may load it: a module, whose nonce its own chunks inherit. */
  readonly script: string;
  /** BCP 47 tag of the display language. */
  readonly language: string;
  readonly remoteImages: boolean;
}

/**
 * The outermost layer of the message view (see the security model in the README). The frame that shows the mail is an
 * `about:srcdoc` document, which inherits this policy: so inline styles and data images are allowed here too, and nothing
 * that could fetch. Remote images are the one exception, by choice; the policy then names https for images alone.
 */
export function pagePolicy(nonce: string, remoteImages: boolean): string {
  return [
    "default-src 'none'",
    `script-src 'nonce-${nonce}'`,
    "style-src 'unsafe-inline'",
    `img-src data: blob:${remoteImages ? ' https:' : ''}`,
    "form-action 'none'",
    "base-uri 'none'",
  ].join('; ');
}

/** The whole document; its bundle fills the body. */
export function messagePage(parts: PageParts): string {
  return `<!DOCTYPE html>
<html lang="${escape(parts.language)}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${escape(pagePolicy(parts.nonce, parts.remoteImages))}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>Mail</title>
</head>
<body data-remote-images="${parts.remoteImages ? 'allowed' : 'blocked'}">
<script type="module" nonce="${escape(parts.nonce)}" src="${escape(parts.script)}"></script>
</body>
</html>
`;
}

function escape(text: string): string {
  return text.replace(/[&<>"]/g, (char) => `&#${char.charCodeAt(0)};`);
}
