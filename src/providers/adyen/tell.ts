import type { News, TellingWish, ToldWebhook } from "../provider.ts"
import { tellClassic } from "./tell-classic.ts"
import { tellTransfer } from "./tell-transfer.ts"

/**
 * What Adyen would say of a payout of any provider, in the form wished for. Null where the form's
 * table has no word, where the amount cannot be said exactly, and for all that is no payout.
 */
export function tell(news: News, wish: TellingWish): ToldWebhook | null {
  const { event } = news
  if (event.subject !== "payout") return null
  const told = { ...news, event }
  return wish.form === "transfer" ? tellTransfer(told, wish) : tellClassic(told, wish)
}
