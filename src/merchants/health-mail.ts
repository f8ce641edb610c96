/** Who gets a merchant's mails, and when its health is reported. */
export interface HealthMailSettings {
  /** Empty: no mail at all. */
  readonly recipients: readonly string[]
  /** Of the report every 6 hours: `needed` only where there is something to say. */
  readonly when: HealthMailWhen
  /** A payout that is not final and was silent for so long is stuck. */
  readonly stuckAfterHours: number
}

export const HEALTH_MAIL_WHEN = ["needed", "always", "never"] as const
export type HealthMailWhen = (typeof HEALTH_MAIL_WHEN)[number]

/** The column `merchants.health_mail`; what is missing has its default. */
export interface StoredHealthMail {
  readonly recipients?: readonly string[]
  readonly when?: HealthMailWhen
  readonly stuck_after_hours?: number
}

const stuckAfterHoursDefault = 24

export function healthMailSettings(stored: StoredHealthMail): HealthMailSettings {
  return {
    recipients: stored.recipients ?? [],
    when: stored.when ?? "needed",
    stuckAfterHours: stored.stuck_after_hours ?? stuckAfterHoursDefault,
  }
}
