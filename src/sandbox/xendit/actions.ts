import { randomUUID } from "node:crypto"
import { PaidoutError } from "../../errors.ts"
import { amountFromDecimal } from "../../payout/money.ts"
import { storableText } from "../../providers/json-fields.ts"
import { readSettings } from "../settings.ts"
import type { ActionResult, ActionSubject, SandboxAction, Suggestion } from "../simulator.ts"
import type { Thing } from "../thing.ts"
import type { World } from "../world.ts"
import { cancelPayout, isCancellable } from "./cancel-payout.ts"
import { CASH } from "./cash-balance.ts"
import { setChannelStatus } from "./channel-state.ts"
import { CURRENCIES } from "./channels.ts"
import { createPayout } from "./create-payout.ts"
import { failPayout } from "./fail-payout.ts"
import { channelsOf } from "./own-channels.ts"
import { MAGIC_NUMBER_STORIES } from "./magic-numbers.ts"
import { PAYOUT, PAYOUT_V3, statusOf, type PayoutStatus } from "./payout.ts"
import { isFailureCode } from "./plans.ts"
import { payoutRequestBody } from "./payout-request-body.ts"
import { resumePayouts } from "./resume-payouts.ts"
import { reversePayout } from "./reverse-payout.ts"
import { SETTINGS } from "./settings.ts"
import { decimalsOf, V3_CURRENCIES } from "./v3/currencies.ts"

type Args = Readonly<Record<string, unknown>>

const AMOUNT = { type: "string", pattern: "^\\d{1,20}(\\.\\d{1,2})?$" }
const ADDRESSES = { type: "array", items: { type: "string" }, maxItems: 3 }

const UNDER_WAY: readonly PayoutStatus[] = [
  "ACCEPTED",
  "PENDING_COMPLIANCE_ASSESSMENT",
  "PENDING_COMPLIANCE_REVIEW",
  "ROUTING",
  "REQUESTED",
  "READY",
  "LOCKED",
]

const FAILURE_CODE = {
  type: "string",
  default: "REJECTED_BY_CHANNEL",
  suggestions: [
    "REJECTED_BY_CHANNEL",
    "INVALID_DESTINATION",
    "TEMPORARY_TRANSFER_ERROR",
    "TRANSFER_ERROR",
    "INSUFFICIENT_BALANCE",
  ].map((value) => ({ value, title: value })),
}

const SUGGESTED_CHANNELS: readonly Suggestion[] = [
  { value: "ID_BCA", title: "ID_BCA (IDR)" },
  { value: "ID_BRI", title: "ID_BRI (IDR)" },
  { value: "ID_MANDIRI", title: "ID_MANDIRI (IDR)" },
  { value: "PH_GCASH", title: "PH_GCASH (PHP)" },
  { value: "MY_DUITNOW", title: "MY_DUITNOW (MYR)" },
]

function on(statuses: readonly PayoutStatus[]): ActionSubject {
  return { kinds: [PAYOUT, PAYOUT_V3], argument: "id", statuses }
}

/** What a person does at the dashboard, or a scenario on the account's behalf. */
export const actions: Readonly<Record<string, SandboxAction>> = {
  create_payout: {
    summary: "Makes a payout as a client's call would, with what is not given filled in.",
    args: objectSchema({
      amount: { ...AMOUNT, default: "100000", description: "In main units of the currency." },
      currency: { enum: CURRENCIES, default: "IDR" },
      channel_code: {
        type: "string",
        description: "Which bank or wallet. By default one of the currency.",
        suggestions: SUGGESTED_CHANNELS,
      },
      account_number: {
        type: "string",
        default: "000000000099",
        description: "Where it goes; a test number decides its story, any other is paid.",
        suggestions: MAGIC_NUMBER_STORIES,
      },
      account_holder_name: { type: "string", default: "Michael Chen" },
      account_type: { type: "string" },
      reference_id: { type: "string" },
      description: { type: "string" },
      receipt_notification: objectSchema({
        email_to: ADDRESSES,
        email_cc: ADDRESSES,
        email_bcc: ADDRESSES,
      }),
      metadata: { type: "object" },
    }),
    run: create,
  },
  cancel: {
    summary: "Cancels a payout that is not yet sent, or cash that is not yet ready.",
    args: objectSchema({ id: { type: "string" } }, ["id"]),
    on: on(["ACCEPTED", "ROUTING", "PENDING_COMPLIANCE_ASSESSMENT", "PENDING_COMPLIANCE_REVIEW"]),
    run: cancel,
  },
  fail: {
    summary: "Lets a payout fail that has not ended, with a failure code.",
    args: objectSchema({ id: { type: "string" }, failure_code: FAILURE_CODE }, [
      "id",
      "failure_code",
    ]),
    on: on(UNDER_WAY),
    run: fail,
  },
  reverse: {
    summary: "Lets a payout that has succeeded come back.",
    args: objectSchema({ id: { type: "string" } }, ["id"]),
    on: on(["SUCCEEDED"]),
    run: reverse,
  },
  set_channel: {
    summary: "Takes a channel offline, or online again: payouts wait for it, then go on.",
    args: objectSchema({ channel_code: { type: "string" }, online: { type: "boolean" } }, [
      "channel_code",
      "online",
    ]),
    run: setChannel,
  },
  top_up: {
    summary: "Adds to the balance that payouts are paid from.",
    args: objectSchema({ amount: AMOUNT, currency: { enum: V3_CURRENCIES, default: "IDR" } }, [
      "amount",
      "currency",
    ]),
    run: topUp,
  },
}

function objectSchema(properties: object, required: readonly string[] = []) {
  return { type: "object", properties, required, additionalProperties: false }
}

async function create(args: Args, world: World): Promise<ActionResult> {
  const body = payoutRequestBody(args)
  const answer = await createPayout({ idempotencyKey: `dashboard-${randomUUID()}`, body }, world)
  const told = JSON.parse(answer.body) as Readonly<Record<string, unknown>>
  if (answer.status !== 200) {
    throw refusal(`Xendit refuses it: ${String(told["message"])}`, told)
  }
  const thing = { kind: PAYOUT, name: String(told["id"]) }
  return { thing, said: `The payout ${thing.name} was accepted.`, detail: told }
}

async function cancel(args: Args, world: World): Promise<ActionResult> {
  const payout = await payoutOf(args, world)
  if (!isCancellable(payout)) {
    throw refusal(
      `The payout is ${payout.status}. Only one that is ACCEPTED can be cancelled, cash that is REQUESTED, and in v3 one that is reviewed or routed; the account number 131313 stays ACCEPTED.`,
    )
  }
  await cancelPayout(payout, world)
  return done(payout, "was cancelled, and its money is back. Xendit sends no webhook for that.")
}

async function fail(args: Args, world: World): Promise<ActionResult> {
  const payout = await payoutOf(args, world)
  const { failure_code: failureCode } = args
  if (!isFailureCode(failureCode)) {
    throw refusal("A failure code is in capital letters, like REJECTED_BY_CHANNEL.")
  }
  if (!UNDER_WAY.includes(statusOf(payout))) {
    const advice = payout.status === "SUCCEEDED" ? " It can be reversed." : " Make another one."
    throw refusal(`The payout is ${payout.status} and fails no more.${advice}`)
  }
  await failPayout(payout, world, failureCode)
  return done(payout, `has failed: ${failureCode}.`)
}

async function reverse(args: Args, world: World): Promise<ActionResult> {
  const payout = await payoutOf(args, world)
  if (payout.status !== "SUCCEEDED") {
    throw refusal(
      `The payout is ${payout.status}. Only one that has SUCCEEDED comes back: wait until then, or let it fail.`,
    )
  }
  await reversePayout(payout, world)
  return done(payout, "was reversed, and its money is back.")
}

async function setChannel(args: Args, world: World): Promise<ActionResult> {
  const code = String(args["channel_code"])
  const { channels } = readSettings(SETTINGS, world.account.settings)
  if (!channelsOf(channels).has(code)) {
    throw refusal(`There is no channel ${code}. GET /payouts_channels lists them.`)
  }
  const isOnline = args["online"] === true
  await setChannelStatus(code, isOnline ? "ONLINE" : "OFFLINE", world)
  const resumed = isOnline ? await resumePayouts(code, world) : 0
  await world.note(`The channel ${code} is ${isOnline ? "online" : "offline"}.`, {})
  const said = isOnline
    ? `The channel ${code} is online; payouts that go on now: ${resumed}.`
    : `The channel ${code} is offline; payouts to it stay ACCEPTED until it is back.`
  return { said, detail: { channel_code: code, online: isOnline, resumed } }
}

async function topUp(args: Args, world: World): Promise<ActionResult> {
  const [text, currency] = [String(args["amount"]), String(args["currency"])]
  const amount = amountFromDecimal(text, decimalsOf(currency))
  if (amount === undefined || amount === 0n) {
    throw refusal(`${text} is no amount of ${currency} to add.`)
  }
  await world.move(CASH, currency, amount)
  await world.note(`The balance was topped up by ${currency} ${text}.`, {})
  return { said: `The balance has ${currency} ${text} more.`, detail: { amount: text, currency } }
}

async function payoutOf(args: Args, world: World): Promise<Thing> {
  const id = storableText(String(args["id"]))
  const payout = (await world.find(PAYOUT, id)) ?? (await world.find(PAYOUT_V3, id))
  if (payout === null) throw refusal(`There is no payout ${id} at this account.`)
  return payout
}

function done(payout: Thing, what: string): ActionResult {
  return {
    thing: { kind: payout.kind, name: payout.name },
    said: `The payout ${payout.name} ${what}`,
  }
}

function refusal(message: string, detail: Readonly<Record<string, unknown>> = {}): PaidoutError {
  return new PaidoutError("sandbox_action_refused", message, { detail })
}
