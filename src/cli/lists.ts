/** A list of the API as a person reads it. Names are the API's; a test holds them against it. */
export interface List {
  readonly route: string
  readonly description: string
  readonly columns: readonly string[]
  /** Query parameters that become options: `source_id` becomes `--source-id <text>`. */
  readonly filters: readonly string[]
  /** What to say when there is nothing. */
  readonly none: string
}

export const LISTS = {
  sources: {
    route: "/v1/sources",
    description: "sources and their receive URLs",
    columns: ["id", "provider", "name", "receive_url", "created_at"],
    filters: ["provider"],
    none: "There are no such sources: paidout source add <provider> --secret kind=value",
  },
  endpoints: {
    route: "/v1/endpoints",
    description: "endpoints and whether they are active",
    columns: ["id", "state", "url", "event_types", "dialect", "created_at"],
    filters: [],
    none: "There are no endpoints yet: paidout endpoint add <url>",
  },
  payouts: {
    route: "/v1/payouts",
    description: "payouts, newest first",
    columns: ["id", "status", "reason", "amount", "provider", "reference", "updated_at"],
    filters: ["status", "provider", "reference", "provider_id", "source_id", "batch_id"],
    none: "There are no such payouts.",
  },
  messages: {
    route: "/v1/messages",
    description: "messages, newest first",
    columns: ["id", "state", "reason", "source_id", "received_at", "hint"],
    filters: ["state", "source_id"],
    none: "There are no such messages.",
  },
  attention: {
    route: "/v1/attention",
    description: "what a person must act on, newest first; with <id> one, with <action> it is done",
    columns: ["id", "kind", "subject_id", "since", "advice"],
    filters: ["state", "kind", "subject_id", "source_id"],
    none: "There is nothing to see to.",
  },
  deliveries: {
    route: "/v1/deliveries",
    description: "deliveries, newest first",
    columns: ["id", "state", "type", "attempt_count", "last_status", "endpoint_id", "created_at"],
    filters: [
      ...(["state", "type", "endpoint_id", "payout_id", "event_id", "message_id"] as const),
      ...(["created_after", "created_before"] as const),
    ],
    none: "There are no such deliveries.",
  },
  imports: {
    route: "/v1/imports",
    description: "imports of saved webhooks, newest first",
    columns: ["id", "state", "name", "place", "applied", "unrecognised", "created_at"],
    filters: ["source_id"],
    none: "There are no imports yet: paidout import <path> --source <id>",
  },
  sandboxAccounts: {
    route: "/v1/sandbox/accounts",
    description: "accounts at simulated providers",
    columns: ["id", "provider", "name", "external_id", "source_id", "created_at"],
    filters: ["provider"],
    none: "There are no such accounts: paidout sandbox open <provider>",
  },
  reconciliations: {
    route: "/v1/reconciliations",
    description: "reports that held a day of a source against its provider, newest first",
    columns: ["id", "state", "source_id", "day", "checked", "total", "differences", "created_at"],
    filters: ["source_id", "day", "state"],
    none: "There are no such reports: paidout reconcile --source <id> --day <day>",
  },
  resends: {
    route: "/v1/resends",
    description: "resends of many deliveries, newest first",
    columns: ["id", "state", "total", "sent", "delivered", "failed", "waiting", "created_at"],
    filters: ["state"],
    none: "There are no such resends.",
  },
} as const satisfies Record<string, List>

/** Columns of what a single answer lists. */
export const HISTORY_COLUMNS = [
  "recorded_at",
  "applied",
  "status",
  "reason",
  "refused_because",
  "via",
  "wire_event",
] as const
export const ATTEMPT_COLUMNS = [
  "number",
  "started_at",
  "outcome",
  "response_status",
  "cause",
  "duration_ms",
] as const
