import { NO_PROVIDER_ID } from "../../payout/event.ts"
import type { AnnouncedPayout } from "./match-announcements.ts"
import type { CheckedAnnouncement } from "./read-announcement.ts"
import type { ToldEvent } from "../settle/read-messages.ts"

/** What a payout's history calls it. */
export const ANNOUNCEMENT = "announcement"

/** The event that an announcement is. Pure. */
export function announcementEvent(
  announcement: CheckedAnnouncement,
  payout: AnnouncedPayout,
  actor: string,
): ToldEvent {
  const { sourceId, source, reference, amount, details, replaces } = announcement
  // Another announcement of the call may know the provider's id: by it the payout is found.
  const providerId = announcement.providerId ?? payout.providerId
  const meaning = [providerId, reference, `${amount.amount}`, amount.currency, replaces]
  return {
    event: {
      subject: "payout",
      key: JSON.stringify([ANNOUNCEMENT, ...meaning]),
      wireEvent: ANNOUNCEMENT,
      providerId: providerId ?? NO_PROVIDER_ID,
      aliases: [],
      batchProviderId: announcement.batchProviderId,
      reference,
      live: source.live,
      account: null,
      occurredAt: details.createdAt ?? null,
      order: null,
      status: "pending",
      reason: null,
      failure: null,
      amount,
      details,
    },
    live: source.live ?? false,
    message: { merchantId: source.merchantId, sourceId, provider: source.provider, id: null },
    note: `announced by ${actor}`,
    ...(providerId === null && payout.subjectId !== undefined && { subjectId: payout.subjectId }),
    ...(replaces !== null && { replaces }),
  }
}
