import type { Send, Webhook } from "../model/story.ts"
import type { Expectation } from "./expectation.ts"
import type { MessageRow, Outcome } from "./read-outcome.ts"
import type { Violations } from "./violation.ts"

/** Which webhooks the hub has, and by which message it has each of their tries. */
export type StoredMessages = ReadonlyMap<string, Webhook>

/**
 * Every request that was acknowledged is there once, and went where it belongs; what was not
 * acknowledged is there once or not at all. Returns the webhooks by the ids of their messages.
 */
export function checkMessages(
  { webhooks }: Expectation,
  outcome: Outcome,
  violations: Violations,
): StoredMessages {
  const rows = new Map<string, MessageRow>()
  for (const row of outcome.messages) {
    if (rows.has(row.send)) violations.add("stored once", `request ${row.send} is stored twice`)
    rows.set(row.send, row)
  }
  const stored = new Map<string, Webhook>()
  for (const webhook of webhooks) {
    const kept = webhook.sends.flatMap((send) => rows.get(String(send.number)) ?? [])
    for (const row of kept) {
      stored.set(row.id, webhook)
      rows.delete(row.send)
      if (row.is_waiting) violations.add("settled", `${nameOf(webhook)}: ${row.id} still waits`)
    }
    if (webhook.kind === "forged") checkForged(webhook, kept, violations)
    else checkAuthentic(webhook, kept, violations)
  }
  for (const row of rows.values()) {
    violations.add("known messages", `message ${row.id} is of request ${row.send}, never sent`)
  }
  return stored
}

function checkAuthentic(
  webhook: Webhook,
  kept: readonly MessageRow[],
  violations: Violations,
): void {
  const numbers = new Set(kept.map(({ send }) => send))
  for (const send of acknowledged(webhook)) {
    if (numbers.has(String(send.number))) continue
    violations.add("acknowledged is stored", `${nameOf(webhook)}: request ${send.number} is lost`)
  }
  const expected = webhook.kind === "misread" ? "unrecognised" : null
  for (const row of kept) {
    if (row.parked === expected) continue
    const place = row.parked ?? "not parked"
    violations.add("parked are the malformed", `${nameOf(webhook)}: ${row.id} is ${place}`)
  }
}

/** One body of one credential is kept once, and counted. */
function checkForged(webhook: Webhook, kept: readonly MessageRow[], violations: Violations): void {
  const refused = webhook.sends.filter(({ outcome }) => outcome === "refused").length
  const accepted = acknowledged(webhook).length
  if (accepted > 0) violations.add("forged is refused", `${nameOf(webhook)} was acknowledged`)
  if (kept.length > 1 || (refused > 0 && kept.length === 0)) {
    const times = `${kept.length} times after ${refused} refusals`
    violations.add("quarantined once", `${nameOf(webhook)} is kept ${times}`)
  }
  for (const row of kept) {
    const seen = Number(row.times_seen)
    if (row.parked !== "quarantined" || seen < refused || seen > webhook.sends.length) {
      const place = `${row.parked ?? "not parked"}, seen ${seen} times after ${refused} refusals`
      violations.add("quarantined are the forged", `${nameOf(webhook)}: ${place}`)
    }
  }
}

function acknowledged(webhook: Webhook): readonly Send[] {
  return webhook.sends.filter(({ outcome }) => outcome === "acknowledged")
}

export function nameOf({ kind, source, tellings, sends }: Webhook): string {
  const told = tellings.map(({ key }) => key).join(" + ")
  const numbers = sends.map(({ number, outcome }) => `${number} ${outcome}`).join(", ")
  return `${kind} of ${source} ${told} (requests ${numbers})`
}
