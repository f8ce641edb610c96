import { shownTime } from "../../mail/mail-text.ts"
import type { WrittenMail } from "../../mail/mail.ts"
import { renderMail } from "../../mail/render-mail.ts"
import {
  firstAttemptRate,
  healthCounts,
  needsAttention,
  successRate,
  type HealthCounts,
  type HealthReport,
} from "./health-report.ts"
import { counted, number, percent } from "./health-report-words.ts"
import { healthSections } from "./health-sections.ts"

/** The report as a person reads it. `publicUrl` null: without a link to the hub. */
export function writeHealthReport(report: HealthReport, publicUrl: string | null): WrittenMail {
  return renderMail({
    subject: subjectOf(report),
    heading: `Paidout for ${report.merchantName}`,
    lines: [`${shownTime(report.from)} to ${shownTime(report.to)}`, ...figureLines(report)],
    sections: healthSections(report),
    link: publicUrl === null ? null : { label: "Open Paidout", url: publicUrl },
    footer:
      "Every 6 hours, to the recipients in the merchant's settings. They and when it is sent: " +
      "paidout health-report settings.",
  })
}

/** How many parts of a subject a list of mails has room for. */
const subjectPartsMax = 3

/** In the order of their weight. */
const SUBJECT_PARTS = {
  failing: (count) => `${counted(count, "endpoint")} failing`,
  disabled: (count) => `${counted(count, "endpoint")} disabled`,
  exhausted: (count) => `${counted(count, "delivery")} exhausted`,
  missed: (count) => `${counted(count, "delivery")} missed`,
  stuck: (count) => `${counted(count, "payout")} stuck`,
  quarantined: (count) => `${counted(count, "message")} quarantined`,
  unrecognised: (count) => `${counted(count, "message")} not understood`,
  attention: (count) => `${counted(count, "attention item")} open`,
} as const satisfies Readonly<Record<keyof HealthCounts, (count: number) => string>>

function subjectOf(report: HealthReport): string {
  if (!needsAttention(report)) {
    const { attempts } = report
    if (attempts === null) return "Paidout: all well"
    return `Paidout: all well, ${about(attempts)}${number(attempts.delivered)} delivered`
  }
  const counts = healthCounts(report)
  const parts = Object.entries(SUBJECT_PARTS).flatMap(([name, words]) => {
    const count = counts[name as keyof HealthCounts]
    return count === null || count === 0 ? [] : [words(count)]
  })
  if (parts.length === 0) return "Paidout: some figures are missing"
  const more = parts.length > subjectPartsMax ? " and more" : ""
  return `Paidout: ${parts.slice(0, subjectPartsMax).join(", ")}${more}`
}

function figureLines(report: HealthReport): readonly string[] {
  const { attempts, exhausted } = report
  if (attempts === null) return []
  const { delivered } = attempts
  const ended = exhausted === null ? "" : `, ${number(exhausted.count)} exhausted`
  const rate = successRate(report)
  const firstRate = firstAttemptRate(report)
  return [
    `${about(attempts)}${counted(delivered, "delivery")} made${ended}` +
      (rate === null ? "" : `: ${percent(rate)} success`),
    about(attempts) +
      counted(attempts.attempts, "attempt") +
      (firstRate === null ? "" : `; ${percent(firstRate)} of first attempts were taken`),
  ]
}

function about({ isEstimated }: { readonly isEstimated: boolean }): string {
  return isEstimated ? "about " : ""
}
