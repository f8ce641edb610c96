import type { CallHub } from "./fill-hub.ts"

export interface Shot {
  /** Of the file: `docs/screenshots/payout.png`. */
  readonly name: string
  readonly path: string
}

/** Every page of the dashboard, each with something on it. */
export async function pagesToShow(call: CallHub): Promise<readonly Shot[]> {
  const first = async (list: string, query = ""): Promise<string> =>
    (await call(`GET /v1/${list}?limit=1${query}`)).data[0]?.id ?? ""
  return [
    { name: "overview", path: "/" },
    { name: "payouts", path: "/payouts" },
    { name: "payout", path: `/payouts/${await first("payouts", "&status=reversed")}` },
    { name: "batches", path: "/batches" },
    { name: "batch", path: `/batches/${await first("batches")}` },
    { name: "payments", path: "/payments" },
    { name: "payment", path: `/payments/${await first("payments")}` },
    { name: "attention", path: `/attention/${await first("attention")}` },
    { name: "received", path: "/webhooks/received" },
    {
      name: "message",
      path: `/webhooks/received/${await first("messages", "&state=quarantined")}`,
    },
    { name: "sent", path: "/webhooks/sent" },
    { name: "delivery", path: `/webhooks/sent/${await first("deliveries", "&state=retrying")}` },
    { name: "resends", path: "/webhooks/resends" },
    { name: "lab", path: "/lab" },
    { name: "approval", path: "/lab/approval" },
    { name: "scenarios", path: "/lab/scenarios" },
    { name: "echo", path: "/lab/echo" },
    { name: "sources", path: "/settings/sources" },
    { name: "source", path: `/settings/sources/${await first("sources")}` },
    { name: "credentials", path: "/settings/developer/credentials" },
    { name: "callbacks", path: "/settings/developer/callbacks" },
    { name: "callback", path: `/settings/developer/callbacks/${await first("endpoints")}` },
    { name: "mail", path: "/settings/mail" },
    { name: "members", path: "/settings/members" },
    { name: "audit", path: "/settings/audit" },
    { name: "me", path: "/settings/me" },
  ]
}
