/** What the content security policy demands of every style element; the hub puts it in the page. */
export function styleNonce(): string {
  const meta = document.querySelector<HTMLMetaElement>("meta[property=csp-nonce]")
  return meta?.nonce ?? ""
}
