import type { SentWebhook, Simulation } from "./simulation.ts"

interface StoredMessage {
  readonly id: string
  readonly number: string
  readonly parked: string | null
  readonly entries: number
}

/**
 * What was acknowledged is stored, once; what was refused is kept and never applied; each message
 * leaves the queue with an entry of its own in the history. Returns what the hub has heard.
 */
export async function checkMessages(simulation: Simulation): Promise<{
  readonly broken: readonly string[]
  readonly told: readonly SentWebhook[]
}> {
  const rows = await simulation.rows<StoredMessage>(`
    select m.id, m.headers -> 'x-simulated-request' ->> 0 as number, p.state as parked,
      (select count(*)::integer from history h where h.message_id = m.id) as entries
    from messages m left join parked p on p.merchant_id = m.merchant_id and p.message_id = m.id
    order by m.id`)
  const byNumber = Map.groupBy(rows, ({ number }) => Number(number))
  const broken: string[] = []
  const told: SentWebhook[] = []
  for (const webhook of simulation.webhooks) {
    const stored = byNumber.get(webhook.number) ?? []
    const name = `webhook ${webhook.number} (${webhook.kind} ${webhook.event?.key ?? ""})`
    if (stored.length > 1) broken.push(`${name} is stored ${stored.length} times`)
    if (webhook.outcome === "accepted" && stored.length === 0) {
      broken.push(`${name} was acknowledged and is lost`)
    }
    if (webhook.kind === "told" && !["accepted", "busy", "unanswered"].includes(webhook.outcome)) {
      broken.push(`${name} carried a live secret and was answered ${webhook.outcome}`)
    }
    const [message] = stored
    if (message === undefined) continue
    const isTold = webhook.kind === "told" && message.parked !== "quarantined"
    if (webhook.kind === "told" && message.parked === "unrecognised") {
      broken.push(`${name} was parked as unrecognised`)
    }
    if (webhook.kind === "forged" && message.parked !== "quarantined") {
      broken.push(`${name} is not in quarantine`)
    }
    if (webhook.kind === "malformed" && message.parked !== "unrecognised") {
      broken.push(`${name} is not parked as unrecognised`)
    }
    const isHeld = simulation.sources.some(
      ({ id, isConfirmed }) => id === webhook.sourceId && isConfirmed,
    )
    if (!isTold && message.entries > 0) broken.push(`${name} has an entry in the history`)
    if (isTold && !isHeld && message.entries !== 1) {
      broken.push(`${name} has ${message.entries} entries in the history`)
    }
    if (isTold) told.push(webhook)
  }
  return { broken, told }
}
