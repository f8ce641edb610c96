import type { PayoutStanding } from "./check-ledger.ts"
import type { Simulation } from "./simulation.ts"

/** A contradiction and a double payment have an open item exactly while the payout stands so. */
export async function checkAttention(
  simulation: Simulation,
  standings: readonly PayoutStanding[],
): Promise<readonly string[]> {
  const items = await simulation.rows<{ kind: string; subject_id: string }>(
    "select kind, subject_id from attention_items where closed_at is null",
  )
  const open = new Set(items.map(({ kind, subject_id }) => `${kind} ${subject_id}`))
  const rows = await simulation.rows<{ id: string; status: string; certainty: string }>(
    "select id, status, certainty from payouts",
  )
  const now = new Map(rows.map((row) => [row.id, `${row.status} ${row.certainty}`]))
  return standings.flatMap(({ payoutId, providerId, allowed }) => {
    const here = allowed.filter(
      ({ status, certainty }) => `${status} ${certainty}` === now.get(payoutId),
    )
    if (here.length === 0) return []
    const conflict = open.has(`conflict ${payoutId}`)
    const doublePayment = open.has(`double_payment ${payoutId}`)
    const isRight = here.some(
      (standing) => standing.conflict === conflict && standing.doublePayment === doublePayment,
    )
    const words = `conflict ${conflict}, double payment ${doublePayment}`
    return isRight ? [] : [`payout ${providerId} has the wrong attention: ${words}`]
  })
}
