/**
 * Every coded error of Paidout: what a program may switch on. `docs/errors.md` explains each; a
 * test holds the two together. `status` is the HTTP answer, `retryable` tells a client whether
 * the same call may work later.
 */
export const ERRORS = {
  // requests
  request_invalid: { status: 400, retryable: false, message: "The request is not valid." },
  cursor_invalid: {
    status: 400,
    retryable: false,
    message: "This cursor is not one of this list's.",
  },
  unauthorized: {
    status: 401,
    retryable: false,
    message: "Send a valid API key as bearer token, or log in.",
  },
  forbidden: {
    status: 403,
    retryable: false,
    message: "This API key, or this role, lacks the scope for this call.",
  },
  not_found: { status: 404, retryable: false, message: "There is no such thing here." },
  method_not_allowed: {
    status: 405,
    retryable: false,
    message: "This path does not take this method.",
  },
  conflict: {
    status: 409,
    retryable: false,
    message: "The state of this thing does not allow that.",
  },
  body_too_large: { status: 413, retryable: false, message: "The body is larger than the limit." },
  media_type_unsupported: { status: 415, retryable: false, message: "Send JSON." },
  idempotency_key_reused: {
    status: 422,
    retryable: false,
    message: "This Idempotency-Key was used with another request.",
  },
  idempotency_in_progress: {
    status: 409,
    retryable: true,
    message: "The first request with this Idempotency-Key is still running.",
  },
  idempotency_answer_lost: {
    status: 409,
    retryable: false,
    message: "The first request with this Idempotency-Key was carried out, but its answer is lost.",
  },
  rate_limited: { status: 429, retryable: true, message: "That is more than may be called now." },
  internal: { status: 500, retryable: true, message: "Something went wrong inside Paidout." },
  unavailable: { status: 503, retryable: true, message: "Paidout cannot take this right now." },

  role_absent: {
    status: 503,
    retryable: true,
    message: "This process does not do that: it was started with other roles.",
  },

  // people
  login_refused: {
    status: 401,
    retryable: false,
    message: "That e-mail address and password do not belong together.",
  },
  code_refused: { status: 401, retryable: false, message: "That code is not right." },
  password_refused: { status: 422, retryable: false, message: "That password does not do." },
  origin_refused: {
    status: 403,
    retryable: false,
    message: "This was not sent by a page of this hub.",
  },
  merchant_changed: {
    status: 409,
    retryable: false,
    message: "You act for another merchant by now.",
  },
  invitation_invalid: {
    status: 404,
    retryable: false,
    message: "This link does not work, or not any more.",
  },
  email_taken: {
    status: 409,
    retryable: false,
    message: "Somebody logs in with this e-mail address already.",
  },
  last_owner: {
    status: 409,
    retryable: false,
    message: "A merchant keeps at least one owner.",
  },

  // receiving
  source_unknown: { status: 404, retryable: false, message: "There is no source at this address." },
  authentication_refused: {
    status: 401,
    retryable: false,
    message: "The request is not authentic.",
  },

  // sources, messages
  provider_unknown: {
    status: 422,
    retryable: false,
    message: "Paidout does not know this provider.",
  },
  secrets_invalid: {
    status: 422,
    retryable: false,
    message: "These secrets do not fit the provider.",
  },
  message_pruned: {
    status: 410,
    retryable: false,
    message: "The message is older than messages are kept.",
  },
  release_refused: {
    status: 422,
    retryable: false,
    message: "The message does not verify with today's secrets.",
  },

  // operators
  attention_action_unknown: {
    status: 404,
    retryable: false,
    message: "There is no such action.",
  },
  attention_action_refused: {
    status: 409,
    retryable: false,
    message: "This action is not offered for this item.",
  },
  attention_closed: { status: 409, retryable: false, message: "This item was closed already." },
  payout_action_refused: {
    status: 409,
    retryable: false,
    message: "This payout does not take that action as it stands.",
  },

  destination_unknown: {
    status: 409,
    retryable: false,
    message: "The whole account of this payout is not known here.",
  },

  // announced payouts
  announcement_invalid: {
    status: 422,
    retryable: false,
    message: "One of these payouts cannot be announced like that.",
  },
  announcement_conflict: {
    status: 409,
    retryable: false,
    message: "What is announced is not what is known of that payout.",
  },
  replaces_refused: {
    status: 409,
    retryable: false,
    message: "That payout cannot be paid again in its place.",
  },
  import_gap: {
    status: 409,
    retryable: false,
    message: "The lines before these were not brought yet.",
  },

  // the sandbox
  sandbox_off: {
    status: 404,
    retryable: false,
    message: "The sandbox is not switched on here.",
  },
  clock_refused: {
    status: 409,
    retryable: false,
    message: "The sandbox's clock cannot be moved like that.",
  },
  sandbox_action_unknown: {
    status: 404,
    retryable: false,
    message: "The simulated provider has no such action.",
  },
  sandbox_scenario_unknown: {
    status: 404,
    retryable: false,
    message: "The sandbox plays no such scenario.",
  },
  sandbox_action_refused: {
    status: 409,
    retryable: false,
    message: "The simulated provider does not do that as things stand.",
  },

  // endpoints
  endpoint_refused: {
    status: 422,
    retryable: false,
    message: "The test event was not answered with HTTP 200.",
  },
  endpoint_address_refused: {
    status: 422,
    retryable: false,
    message: "This address may not be delivered to.",
  },
  dialect_unknown: {
    status: 422,
    retryable: false,
    message: "Paidout does not speak this dialect.",
  },
  dialect_cannot_tell: {
    status: 422,
    retryable: false,
    message: "This dialect has no words for these events.",
  },
  event_type_unknown: { status: 422, retryable: false, message: "No event matches this type." },
  endpoint_disabled: {
    status: 409,
    retryable: false,
    message: "The endpoint is disabled. Enable it first.",
  },
  resend_filter_empty: {
    status: 422,
    retryable: false,
    message: "Say which deliveries: the filter names nothing.",
  },

  // reports
  statement_invalid: {
    status: 422,
    retryable: false,
    message: "A row of the statement cannot be read.",
  },

  // mail
  mail_unavailable: {
    status: 422,
    retryable: false,
    message: "No mail can be sent: there is no mail server, or nobody to send it to.",
  },

  // starting up
  config_invalid: { status: 500, retryable: false, message: "The configuration is not valid." },
  backup_invalid: {
    status: 500,
    retryable: false,
    message: "The backup cannot be restored.",
  },
  database_not_empty: {
    status: 500,
    retryable: false,
    message: "A backup is restored into an empty database only, and this one has tables.",
  },
  data_dir_in_use: {
    status: 500,
    retryable: false,
    message: "Another Paidout is running on this data folder.",
  },
  data_dir_version: {
    status: 500,
    retryable: false,
    message: "The data folder was made by another major version of PostgreSQL.",
  },
  data_dir_foreign: {
    status: 500,
    retryable: false,
    message: "The data folder holds something that is not Paidout's.",
  },
  database_unavailable: {
    status: 503,
    retryable: true,
    message: "The database cannot be reached.",
  },
  embedded_unavailable: {
    status: 500,
    retryable: false,
    message: "The embedded PostgreSQL cannot run here. Set DATABASE_URL to use your own.",
  },
  migrations_edited: {
    status: 500,
    retryable: false,
    message: "A migration that this database has run was changed since.",
  },
  migrations_newer: {
    status: 500,
    retryable: false,
    message: "The database was migrated by a newer Paidout.",
  },
  secret_key_wrong: {
    status: 500,
    retryable: false,
    message: "PAIDOUT_SECRET_KEY does not open what this database holds.",
  },
  sealed_invalid: { status: 500, retryable: false, message: "A sealed value cannot be opened." },
} as const satisfies Record<string, ErrorKind>

interface ErrorKind {
  readonly status: number
  readonly retryable: boolean
  readonly message: string
}

export type ErrorCode = keyof typeof ERRORS

/** A failure that a person or a program can act on. `detail` goes to the caller as it is. */
export class PaidoutError extends Error {
  readonly code: ErrorCode
  readonly detail: Readonly<Record<string, unknown>>

  constructor(
    code: ErrorCode,
    message?: string,
    options: { cause?: unknown; detail?: Readonly<Record<string, unknown>> } = {},
  ) {
    super(message ?? ERRORS[code].message, { cause: options.cause })
    this.name = "PaidoutError"
    this.code = code
    this.detail = options.detail ?? {}
  }

  get status(): number {
    return ERRORS[this.code].status
  }

  get retryable(): boolean {
    return ERRORS[this.code].retryable
  }
}
