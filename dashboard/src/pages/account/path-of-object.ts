import { pathOf, type KindWithPage } from "../../shell/path-of.ts"

const KINDS: Readonly<Record<string, KindWithPage>> = {
  po: "payout",
  bat: "batch",
  pay: "payment",
  item: "attention",
  msg: "message",
  dlv: "delivery",
  rsd: "resend",
  src: "source",
  ep: "endpoint",
}

/** Where a thing that an audit entry names is shown; undefined where it has no page. */
export function pathOfObject(id: string): string | undefined {
  const kind = KINDS[id.slice(0, id.indexOf("_"))]
  return kind === undefined ? undefined : pathOf(kind, id)
}
