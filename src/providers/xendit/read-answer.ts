import type { PayoutEvent } from "../../payout/event.ts"
import type { VendorReply } from "../api.ts"
import { judgeReply, type ErrorWords } from "../judge-answer.ts"
import { arrayOf, field, identifierOf, objectOf, shownText, textOf } from "../json-fields.ts"
import type { Json, JsonArray, JsonObject } from "../json.ts"
import { toldNothing, type Told } from "../read-result.ts"
import { Payload } from "./payload.ts"
import { readPayout } from "./read-payout.ts"
import { Refusal } from "./refusal.ts"
import { WIRE_FORMS } from "./wire-form.ts"

/** v2 counts in main units, v3 in minor ones: which was asked decides, never the look of it. */
export type ApiVersion = "v2" | "v3"

const ERROR_WORDS: ErrorWords = {
  codeOf: (body) => {
    const code = textOf(body["error_code"])
    // A schema calls the text `error_message`; nothing that was seen does.
    const isError = code !== undefined || textOf(body["error_message"]) !== undefined
    return isError ? (code ?? "") : undefined
  },
  // Any other 404 is that of a path: the base URL is wrong, or a proxy answered.
  isNotKnown: (status, code) => status === 404 && code === "DATA_NOT_FOUND",
}

/** The answer to `GET /{version}/payouts/{id}`. */
export function readPayoutReply(
  reply: VendorReply,
  asked: { readonly version: ApiVersion; readonly id: string; readonly live: boolean | null },
): Told {
  const judged = judgeReply(reply, ERROR_WORDS)
  if (judged.outcome === "nothing") return { events: [], findings: [judged.finding] }
  const payout = objectOf(judged.body)
  if (!payout) return toldNothing("answer_misread", "The answer is JSON, but no payout.")
  const told = textOf(payout[WIRE_FORMS[FORMS[asked.version]].id])
  if (told !== undefined && told !== asked.id) {
    const detail = `${shownText(asked.id)} was asked for, ${shownText(told)} was answered.`
    return toldNothing("answered_another", detail)
  }
  return readOne(payout, asked)
}

/**
 * The answer to `GET /v2/payouts?reference_id=`: a bare array is documented, `{has_more, data}` was
 * seen. A reference is not unique, so two payouts of it are none: which one it is nobody may guess.
 */
export function readPayoutsReply(
  reply: VendorReply,
  asked: { readonly reference: string; readonly live: boolean | null },
): Told {
  const judged = judgeReply(reply, ERROR_WORDS)
  if (judged.outcome === "nothing") return { events: [], findings: [judged.finding] }
  const payouts = listOf(judged.body)
  if (!payouts) return toldNothing("answer_misread", "The answer is no list of payouts.")
  const { reference } = asked
  const shown = shownText(reference)
  if (payouts.some((payout) => payout["reference_id"] !== reference)) {
    const detail = `Payouts of ${shown} were asked for, one of another reference was answered.`
    return toldNothing("answered_another", detail)
  }
  const [payout] = payouts
  if (payout === undefined) {
    return toldNothing("not_known", `There is no payout of the reference ${shown}.`)
  }
  const ids = new Set(payouts.map(({ id }) => identifierOf(id)))
  if (ids.size > 1 || field(judged.body, "has_more") === true) {
    const names = [...ids].map((id) => shownText(id ?? "?")).join(", ")
    return toldNothing("reference_ambiguous", `Of the reference ${shown} there are ${names}.`)
  }
  return readOne(payout, { version: "v2", live: asked.live })
}

/** The mode that a key is of, where its prefix tells. */
export function modeOfKey(apiKey: string): boolean | null {
  if (apiKey.startsWith("xnd_production_")) return true
  return apiKey.startsWith("xnd_development_") ? false : null
}

const FORMS = { v2: "documented", v3: "v3" } as const satisfies Record<
  ApiVersion,
  keyof typeof WIRE_FORMS
>

function readOne(
  payout: JsonObject,
  { version, live }: { readonly version: ApiVersion; readonly live: boolean | null },
): Told {
  try {
    const event: PayoutEvent = readPayout(new Payload(payout), WIRE_FORMS[FORMS[version]], {
      wireEvent: (wireStatus) => wireEventOf(version, wireStatus),
      promised: null,
      account: null,
      occurredAt: null,
      batchProviderId: null,
    })
    return { events: [{ ...event, live }], findings: [] }
  } catch (error) {
    if (error instanceof Refusal) return toldNothing("answer_misread", error.message)
    throw error
  }
}

/** As the webhook of this status is named; where there is none, as it would be. */
function wireEventOf(version: ApiVersion, wireStatus: string): string {
  if (version === "v2") return `payout.${wireStatus.toLowerCase()}`
  const word = wireStatus.startsWith("PENDING_COMPLIANCE_")
    ? "pending_compliance"
    : wireStatus.toLowerCase()
  return `v3_payout.${word}`
}

/** Undefined: it is none, or something in it is no object. */
function listOf(body: Json): readonly JsonObject[] | undefined {
  const list: JsonArray | undefined = arrayOf(body) ?? arrayOf(field(body, "data"))
  const payouts = list?.map(objectOf)
  return payouts?.every((payout) => payout !== undefined) ? payouts : undefined
}
