import { idText } from "../../ids.ts"
import { shownTime, shownUrl } from "../../mail/mail-text.ts"
import type { MailItem, MailSection } from "../../mail/render-mail.ts"
import { counted, number } from "./health-report-words.ts"
import type { HealthReport, NamedParkedGroup } from "./health-report.ts"

/** What a person should look at, each with what to do next; nothing where all is well. */
export function healthSections(report: HealthReport): readonly MailSection[] {
  return [
    failingSection(report),
    disabledSection(report),
    exhaustedSection(report),
    missedSection(report),
    stuckSection(report),
    parkedSection(report.quarantined, {
      ending: "quarantined: not authentic",
      advice:
        "if they are genuine, mend the source's secret and release them " +
        "(paidout messages --state quarantined). If not, there is nothing to do.",
    }),
    parkedSection(report.unrecognised, {
      ending: "not understood",
      advice:
        "look at them (paidout messages --state unrecognised) and reprocess them after an " +
        "upgrade or a mended setting.",
    }),
    attentionSection(report),
    uncountedSection(report),
  ].filter((section) => section !== null)
}

function failingSection({ failing }: HealthReport): MailSection | null {
  if (failing === null || failing.count === 0) return null
  const items = failing.examples.map((endpoint) => ({
    head: `${shownUrl(endpoint.url)} (${idText("endpoint", endpoint.id)})`,
    details: [
      `Nothing but failures since ${shownTime(endpoint.failingSince)}`,
      `Last error: ${failureWords(endpoint)}`,
    ],
  }))
  return {
    title: `${counted(failing.count, "endpoint")} failing`,
    items: withRest(items, failing.count),
    advice:
      "mend the service behind the URL. Paidout goes on trying; what is exhausted meanwhile can " +
      "be resent.",
  }
}

function disabledSection({ disabled }: HealthReport): MailSection | null {
  if (disabled === null || disabled.count === 0) return null
  const items = disabled.examples.map(({ id, url, reason, lastError }) => ({
    head: `${shownUrl(url)} (${idText("endpoint", id)})`,
    details: [
      reason === "gone" ? "It answered 410 Gone" : "It took nothing for days",
      ...(lastError === null ? [] : [`Last error: ${lastError}`]),
    ],
  }))
  return {
    title: `${counted(disabled.count, "endpoint")} disabled`,
    items: withRest(items, disabled.count),
    advice: "mend it, enable it again and resend what it missed, or delete it.",
  }
}

function exhaustedSection({ exhausted }: HealthReport): MailSection | null {
  if (exhausted === null || exhausted.count === 0) return null
  const items = exhausted.examples.map((delivery) => ({
    head: `${idText("delivery", delivery.id)}: ${delivery.type} for ${shownUrl(delivery.url)}`,
    details: [`Last attempt: ${failureWords({ ...delivery, lastError: null })}`],
  }))
  return {
    title: `${counted(exhausted.count, "delivery")} exhausted`,
    items: withRest(items, exhausted.count),
    advice:
      "mend the endpoint, then resend them: paidout deliveries --state exhausted lists them, " +
      "POST /v1/endpoints/{id}/resend-missed sends again all that an endpoint never got.",
  }
}

function missedSection({ missed }: HealthReport): MailSection | null {
  if (missed === null || missed === 0) return null
  return {
    title: `${counted(missed, "delivery")} missed`,
    items: [{ head: "Their endpoint was disabled when they were made", details: [] }],
    advice: "enable the endpoint and resend what it missed: POST /v1/endpoints/{id}/resend-missed.",
  }
}

function stuckSection({ stuck, stuckAfterHours }: HealthReport): MailSection | null {
  if (stuck === null || stuck.count === 0) return null
  const items = stuck.examples.map(({ id, provider, status, reason, reference, heardAt }) => ({
    head: `${idText("payout", id)}: ${status}${reason === null ? "" : ` (${reason})`} at ${provider}`,
    details: [
      `Last heard of: ${shownTime(heardAt)}`,
      ...(reference === null ? [] : [`Reference: ${reference}`]),
    ],
  }))
  return {
    title: `${counted(stuck.count, "payout")} stuck`,
    items: withRest(items, stuck.count),
    advice: `ask the provider where they stand: nothing was heard for ${number(stuckAfterHours)} hours or longer.`,
  }
}

function parkedSection(
  groups: readonly NamedParkedGroup[] | null,
  words: { readonly ending: string; readonly advice: string },
): MailSection | null {
  if (groups === null || groups.length === 0) return null
  const total = groups.reduce((sum, { count }) => sum + count, 0)
  return {
    title: `${counted(total, "message")} ${words.ending}`,
    items: groups.map(({ sourceId, sourceName, count, hint }) => ({
      head: `${sourceName} (${idText("source", sourceId)}): ${number(count)}`,
      details: [`Likely reason: ${hint}`],
    })),
    advice: words.advice,
  }
}

function attentionSection({ attention }: HealthReport): MailSection | null {
  if (attention === null || attention.length === 0) return null
  const total = attention.reduce((sum, { count }) => sum + count, 0)
  return {
    title: `${counted(total, "attention item")} open`,
    items: attention.map(({ kind, count, advice, oldest }) => ({
      head: `${kind.replaceAll("_", " ")}: ${number(count)}`,
      details: [
        advice,
        `${count === 1 ? "Open" : "The oldest"} since ${shownTime(oldest.openedAt)}: ` +
          idText("attention", oldest.id),
      ],
    })),
    advice:
      "paidout attention lists them, paidout attention <id> shows what can be done about one, and " +
      "paidout attention <id> <action> does it.",
  }
}

const UNCOUNTED = {
  attempts: "attempts",
  failing: "failing endpoints",
  disabled: "disabled endpoints",
  exhausted: "exhausted deliveries",
  missed: "missed deliveries",
  stuck: "stuck payouts",
  quarantined: "quarantined messages",
  unrecognised: "messages not understood",
  attention: "attention items",
} as const satisfies Partial<Readonly<Record<keyof HealthReport, string>>>

function uncountedSection(report: HealthReport): MailSection | null {
  const names = Object.entries(UNCOUNTED)
    .filter(([section]) => report[section as keyof typeof UNCOUNTED] === null)
    .map(([, words]) => words)
  if (names.length === 0) return null
  return {
    title: "Some figures are missing",
    items: [{ head: `It took too long to count: ${names.join(", ")}`, details: [] }],
    advice: "see whether the database is short of something.",
  }
}

function failureWords(failure: {
  readonly lastStatus: number | null
  readonly lastCause: string | null
  readonly lastError: string | null
}): string {
  const cause =
    failure.lastStatus === null
      ? (failure.lastCause ?? "unknown").replaceAll("_", " ")
      : `HTTP ${failure.lastStatus}`
  return failure.lastError === null ? cause : `${cause}: ${failure.lastError}`
}

function withRest(items: readonly MailItem[], count: number): readonly MailItem[] {
  const rest = count - items.length
  return rest <= 0 ? items : [...items, { head: `and ${number(rest)} more`, details: [] }]
}
