import { addBusinessDays } from "../../reconcile/business-days.ts"

/** Business days of silence after which a payout counts as paid, where its source sets none. */
const PRESUME_AFTER_DAYS_DEFAULT = 2

/** When the silence of a source that begins now will have lasted long enough; null: it says nothing. */
export function silenceEnd(settings: Readonly<Record<string, unknown>>, now: Date): Date | null {
  const days = settings["presume_after_business_days"] ?? PRESUME_AFTER_DAYS_DEFAULT
  if (typeof days !== "number") return null
  const holidays = Array.isArray(settings["holidays"]) ? (settings["holidays"] as string[]) : []
  return addBusinessDays(now, days, holidays)
}
