import type { PayoutDetails, PayoutEvent } from "../../payout/event.ts"
import type { PayoutStatus as Standing } from "../../payout/status.ts"
import { plainObject } from "../../providers/json-plain.ts"
import { objectOf } from "../../providers/json-fields.ts"
import { readJson } from "../../providers/json.ts"
import type { Thing } from "../thing.ts"
import { amountOf, stateOf, type PayoutState, type PayoutStatus } from "./payout.ts"

/** The statuses that Xendit has a webhook for, by what they are to the ledger. */
const TOLD = {
  SUCCEEDED: "paid",
  FAILED: "failed",
  REVERSED: "reversed",
} as const satisfies Record<string, Standing>
export type ToldStatus = keyof typeof TOLD

export function isTold(status: PayoutStatus): status is ToldStatus {
  return Object.hasOwn(TOLD, status)
}

export interface PayoutTelling {
  readonly status: ToldStatus
  readonly failureCode: string | null
  /** Units of 1/10,000: what the webhook says, which misbehaviour may alter. */
  readonly amount?: bigint
  readonly businessId: string
  readonly at: Date
  /** The recorded fields that the printed form does not have. */
  readonly withRecordedFields: boolean
}

/** What a webhook tells of a payout. */
export function payoutEvent(thing: Thing, telling: PayoutTelling): PayoutEvent {
  const state = stateOf(thing)
  const { status, failureCode } = telling
  const at = telling.at.toISOString()
  return {
    subject: "payout",
    key: `payout:${thing.name}:${status}`,
    wireEvent: wireEventOf(status),
    providerId: thing.name,
    live: null,
    account: telling.businessId,
    occurredAt: at,
    order: at,
    aliases: [],
    batchProviderId: null,
    reference: thing.reference,
    status: TOLD[status],
    reason: null,
    // Only the provider's own code is written.
    failure:
      failureCode === null
        ? null
        : { code: "unknown", providerCode: failureCode, providerReason: null },
    amount: { amount: telling.amount ?? amountOf(state), currency: state.currency },
    details: detailsOf(state, telling),
  }
}

export function wireEventOf(status: ToldStatus): string {
  return `payout.${status.toLowerCase()}`
}

function detailsOf(state: PayoutState, telling: PayoutTelling): PayoutDetails {
  const {
    account_number: accountNumber,
    account_holder_name: accountHolderName,
    account_type: accountType,
    ...others
  } = state.channelProperties
  return {
    channelCode: state.channelCode,
    ...(state.description !== undefined && { description: state.description }),
    ...(state.metadata !== undefined && { metadata: metadataOf(state.metadata) }),
    ...(state.receiptNotification !== undefined && {
      receiptNotification: { ...state.receiptNotification },
    }),
    destination: {
      ...(accountNumber !== undefined && { accountNumber }),
      ...(accountHolderName !== undefined && { accountHolderName }),
      ...(accountType !== undefined && { accountType }),
      ...(Object.keys(others).length > 0 && { extra: others }),
    },
    createdAt: state.created,
    estimatedArrivalAt: state.estimatedArrivalTime,
    ...(telling.withRecordedFields && { extra: recordedFields(state, telling.status) }),
  }
}

/** Of the captures; `connector_reference` stands in those of a success only. */
function recordedFields(state: PayoutState, status: ToldStatus): Record<string, string> {
  const { connectorReference } = state
  return {
    idempotency_key: state.idempotencyKey,
    channel_category: state.channelCategory,
    ...(status === "SUCCEEDED" &&
      connectorReference !== undefined && { connector_reference: connectorReference }),
  }
}

function metadataOf(text: string): Readonly<Record<string, unknown>> {
  const reading = readJson(Buffer.from(text))
  const object = reading.ok ? objectOf(reading.value) : undefined
  return object === undefined ? {} : plainObject(object)
}
