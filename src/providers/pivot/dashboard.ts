import type { DashboardHelp, DashboardLink, Provider } from "../provider.ts"

/** Pages of Pivot's dashboard. Source: MAPPING.md, "What a person does at Pivot". */
const page = (label: string, path: string): DashboardLink => ({
  label,
  live: `https://dashboard.pivot-payment.com${path}`,
  test: `https://dashboard-stg.pivot-payment.com${path}`,
})

const approval = page("Pivot: Domestic Payout, Approval", "/disbursement/approval")
const callbacks = page(
  "Pivot: Developer Settings, Callbacks",
  "/setting/developer-setting/callbacks",
)
const credentials = page(
  "Pivot: Developer Settings, Credentials",
  "/setting/developer-setting/credentials",
)
const onCallbacks: DashboardHelp = { links: [callbacks] }
const onCredentials: DashboardHelp = { links: [credentials] }

/** Pivot has no call to retry, approve or cancel a payout: that is done on its Approval page. */
export const dashboard: NonNullable<Provider["dashboard"]> = {
  insufficient_balance: {
    advice:
      "Pivot has not sent this, since the payout balance is too small: top up and retry it on Pivot's Approval page, or mark it as failed, top up, and pay again under a new reference.",
    links: [approval],
  },
  stuck: { links: [approval] },
  batch_mismatch: { links: [approval] },
  quarantined: onCallbacks,
  unconfirmed: onCallbacks,
  credentials_missing: onCredentials,
  credentials_refused: onCredentials,
}
