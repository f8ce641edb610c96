import { isIdentifier } from "../../providers/json-fields.ts"
import { timeFromWire } from "../../providers/times.ts"
import { jsonAnswer } from "../answer.ts"
import type { SandboxCall } from "../routes.ts"
import type { SandboxAnswer, Thing } from "../simulator.ts"
import type { World } from "../world.ts"
import { accountHolderOf, balanceAccounts } from "./balance-accounts.ts"
import { invalidRequest, notFound, type InvalidField } from "./platform-problem.ts"
import { readTransferCursor, writeTransferCursor, type TransferCursor } from "./transfer-cursor.ts"
import { stateOf, TRANSFER } from "./transfer-state.ts"
import { writeTransferData } from "./write-transfer.ts"

const LIMIT_DEFAULT = 10
const LIMIT_MAX = 100
const MONTHS_MAX = 6
/** Looked at for one page, where only some of them fit: then the page may be short. */
const SCANNED_MAX = 1_000

const CATEGORIES = [
  ...["bank", "card", "grants", "interest", "internal", "issuedCard"],
  ...["migration", "platformPayment", "topUp", "upgrade"],
]

interface TransferQuery {
  readonly createdSince: Date
  readonly createdUntil: Date
  readonly category: string | null
  readonly isDescending: boolean
  readonly limit: number
  readonly cursor: TransferCursor
}

/** `GET /transfers`: a page of those created in a time, and the link to the next. */
export async function listTransfers(call: SandboxCall, world: World): Promise<SandboxAnswer> {
  const faults: InvalidField[] = []
  const wanted = readQuery(call.query, world.now, faults)
  if (wanted === undefined) return invalidRequest("The query is not valid.", faults)
  const stranger = await findStranger(call.query, world)
  if (stranger !== undefined) return notFound(`There is no such ${stranger}.`)
  const { createdSince, createdUntil, category, isDescending, limit, cursor } = wanted
  const [parent, reference] = [call.query.get("balanceAccountId"), call.query.get("reference")]
  const { things, total } = await world.list({
    kind: TRANSFER,
    ...(parent !== null && { parent }),
    ...(reference !== null && { reference }),
    createdSince,
    // What comes in meanwhile is left to the next query: it would shift the pages.
    createdUntil: new Date(Math.min(createdUntil.getTime(), cursor.until.getTime())),
    newestFirst: isDescending,
    offset: cursor.offset,
    limit: category === null ? limit : SCANNED_MAX,
  })
  const fitting = (thing: Thing): boolean =>
    category === null || stateOf(thing).order.category === category
  const page = things.filter(fitting).slice(0, limit)
  const last = page.length === limit ? page.at(-1) : things.at(-1)
  const seen = last === undefined ? 0 : things.indexOf(last) + 1
  const offset = cursor.offset + seen
  return jsonAnswer(200, {
    data: page.map((thing) => writeTransferData(thing, world.account)),
    ...(offset < total && { _links: { next: { href: hrefOf(call, { ...cursor, offset }) } } }),
  })
}

/** Undefined: there are faults. */
function readQuery(
  query: URLSearchParams,
  now: Date,
  faults: InvalidField[],
): TransferQuery | undefined {
  const wrong = (name: string, message: string): undefined => {
    const value = query.get(name)
    faults.push({ name, message, ...(value !== null && { value: value.slice(0, 120) }) })
    return undefined
  }
  const [since, until] = ["createdSince", "createdUntil"].map((name) => {
    const time = timeFromWire(query.get(name) ?? "")
    return time === null ? wrong(name, "Must be a time in ISO 8601, and given.") : new Date(time)
  })
  if (since && until && (until < since || until > monthsAfter(since, MONTHS_MAX))) {
    wrong("createdUntil", `Must be within ${MONTHS_MAX} months after createdSince.`)
  }
  if (!OWNERS.some((name) => query.has(name))) {
    wrong("balancePlatform", "Or accountHolderId, or balanceAccountId: one must be given.")
  }
  for (const name of [...OWNERS, "reference"]) {
    if (query.has(name) && !isIdentifier(query.get(name) ?? "")) wrong(name, "Must be text.")
  }
  const category = query.get("category")
  if (category !== null && !CATEGORIES.includes(category)) wrong("category", "Is not known.")
  const sortOrder = query.get("sortOrder") ?? "asc"
  if (sortOrder !== "asc" && sortOrder !== "desc") wrong("sortOrder", "Must be asc or desc.")
  const limitText = query.get("limit") ?? String(LIMIT_DEFAULT)
  const limit = /^\d{1,3}$/.test(limitText) ? Number(limitText) : 0
  if (limit < 1 || limit > LIMIT_MAX) wrong("limit", `Must be from 1 to ${LIMIT_MAX}.`)
  const text = query.get("cursor")
  const cursor = text === null ? { offset: 0, until: now } : readTransferCursor(text)
  if (cursor === undefined) wrong("cursor", "Must be one of the links of an answer.")
  if (faults.length > 0 || !since || !until || !cursor) return undefined
  const isDescending = sortOrder === "desc"
  return { createdSince: since, createdUntil: until, category, isDescending, limit, cursor }
}

const OWNERS = ["balancePlatform", "accountHolderId", "balanceAccountId"]

/** The first of those named that is not this account's. */
async function findStranger(query: URLSearchParams, world: World): Promise<string | undefined> {
  const own: Readonly<Record<string, readonly string[]>> = {
    balancePlatform: [world.account.externalId],
    accountHolderId: [accountHolderOf(world.account)],
    balanceAccountId: await balanceAccounts(world),
  }
  return OWNERS.find((name) => {
    const asked = query.get(name)
    return asked !== null && own[name]?.includes(asked) !== true
  })
}

function monthsAfter(time: Date, months: number): Date {
  const later = new Date(time)
  later.setUTCMonth(later.getUTCMonth() + months)
  return later
}

/** Whole, as Adyen's are: under the address that the client has called. */
function hrefOf(call: SandboxCall, cursor: TransferCursor): string {
  const { host, "x-forwarded-proto": forwarded } = call.headers
  const origin = host === undefined ? "" : `${forwarded === "https" ? "https" : "http"}://${host}`
  const query = new URLSearchParams(call.query)
  query.set("cursor", writeTransferCursor(cursor))
  return `${origin}/sandbox/adyen${call.path}?${query.toString()}`
}
