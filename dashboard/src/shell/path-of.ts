const PAGES = {
  payout: "/payouts",
  batch: "/batches",
  payment: "/payments",
  attention: "/attention",
  message: "/webhooks/received",
  delivery: "/webhooks/sent",
  resend: "/webhooks/resends",
  source: "/settings/sources",
  endpoint: "/settings/developer/callbacks",
} as const

export type KindWithPage = keyof typeof PAGES

/** Where a thing of the API is shown: `pathOf("payout", "po_…")`. */
export function pathOf(kind: KindWithPage, id: string): string {
  return `${PAGES[kind]}/${encodeURIComponent(id)}`
}
