import { decimalFromAmount } from "../../payout/money.ts"
import { jsonAnswer, wireNumber } from "../answer.ts"
import type { SandboxAnswer } from "../exchange.ts"
import { readSettings } from "../settings.ts"
import type { World } from "../world.ts"
import type { Channel } from "./channels.ts"
import { channelsOf } from "./own-channels.ts"
import { SETTINGS } from "./settings.ts"

/** Sorted by code; an empty array where nothing fits. */
export function listChannels(query: URLSearchParams, world: World): SandboxAnswer {
  const { channels } = readSettings(SETTINGS, world.account.settings)
  const categories = query.getAll("channel_category").flatMap((text) => text.split(","))
  const currency = query.get("currency")
  const code = query.get("channel_code")
  const fitting = [...channelsOf(channels).values()].filter(
    (channel) =>
      (currency === null || channel.currency === currency) &&
      (code === null || channel.code === code) &&
      (categories.length === 0 || categories.includes(channel.category)),
  )
  return jsonAnswer(200, fitting.map(channelBody))
}

function channelBody(channel: Channel) {
  const number = (amount: bigint) => wireNumber(decimalFromAmount(amount, 0))
  return {
    channel_code: channel.code,
    channel_category: channel.category,
    currency: channel.currency,
    channel_name: channel.name,
    amount_limits: {
      minimum: number(channel.minimum),
      maximum: number(channel.maximum),
      minimum_increment: number(channel.increment),
    },
  }
}
