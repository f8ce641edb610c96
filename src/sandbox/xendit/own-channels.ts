import { amountFromDecimal } from "../../payout/money.ts"
import type { Setting } from "../settings.ts"
import { CHANNEL_CATEGORIES, channelOf, CHANNELS, isCurrency, isWhole } from "./channels.ts"
import type { Channel, ChannelCategory, Currency, Limits } from "./channels.ts"

const OWN_CHANNELS_MAX = 1_000

/** Channels of an account beside those of the table, or in place of one: the setting `channels`. */
export const ownChannels: Setting<readonly Channel[]> = {
  default: [],
  takes: `up to ${OWN_CHANNELS_MAX} channels as GET /payouts_channels shows them: channel_code, channel_category (${CHANNEL_CATEGORIES.join(", ")}), currency, channel_name?, amount_limits? with amounts as text`,
  why: "The vendor's full list with its limits was not found; an account may bring its own.",
  read: readChannels,
}

/** All channels of an account, by code, in the order of the codes. */
export function channelsOf(own: readonly Channel[]): ReadonlyMap<string, Channel> {
  if (own.length === 0) return CHANNELS
  const all = new Map([...CHANNELS, ...own.map((channel) => [channel.code, channel] as const)])
  return new Map([...all].toSorted(([a], [b]) => (a < b ? -1 : 1)))
}

function readChannels(value: unknown): readonly Channel[] | undefined {
  if (!Array.isArray(value) || value.length > OWN_CHANNELS_MAX) return undefined
  const channels = value.map(readChannel)
  return channels.every((channel) => channel !== undefined) ? channels : undefined
}

function readChannel(value: unknown): Channel | undefined {
  if (!isRecord(value)) return undefined
  const { channel_code: code, channel_category: category, currency, channel_name: name } = value
  const limits = readLimits(value["amount_limits"] ?? {})
  if (typeof code !== "string" || !/^[A-Z0-9_]{1,60}$/.test(code) || limits === undefined) {
    return undefined
  }
  if (!isCategory(category) || typeof currency !== "string" || !isCurrency(currency)) {
    return undefined
  }
  if (name !== undefined && typeof name !== "string") return undefined
  return isUsable(limits, currency)
    ? channelOf({ code, category, currency, name, limits })
    : undefined
}

function readLimits(value: unknown): Partial<Limits> | undefined {
  if (!isRecord(value)) return undefined
  const { minimum, maximum, minimum_increment: increment } = value
  const given = Object.entries({ minimum, maximum, increment }).filter(
    ([, limit]) => limit !== undefined,
  )
  return given.every(([, limit]) => typeof limit === "string")
    ? Object.fromEntries(given)
    : undefined
}

/** Finer amounts than the currency has could be accepted, but never told of. */
function isUsable(limits: Partial<Limits>, currency: Currency): boolean {
  const decimals = isWhole(currency) ? 0 : 2
  return Object.entries(limits).every(([name, text]) => {
    const amount = amountFromDecimal(text, decimals)
    return amount !== undefined && (amount > 0n || name === "minimum")
  })
}

function isCategory(value: unknown): value is ChannelCategory {
  return (CHANNEL_CATEGORIES as readonly unknown[]).includes(value)
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value)
}
