/** What the content security policy demands of every style element; the hub puts it in the page. */
export function styleNonce(): string {
  const meta = document.querySelector<HTMLMetaElement>("meta[property=csp-nonce]")
  return meta?.nonce ?? ""
}

/** Dialogs stop the page behind them from scrolling by a style of a library that asks for this. */
export function giveStyleNonce(): void {
  Object.assign(window, { __webpack_nonce__: styleNonce() })
}
