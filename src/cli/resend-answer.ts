/** A resend as the API answers it. */
export interface ResendAnswer {
  readonly id: string
  readonly state: "running" | "done" | "cancelled"
  readonly total: number | null
  readonly requeued: number
  readonly waiting: number
  readonly retrying: number
  readonly sent: number
  readonly delivered: number
  readonly failed: number
  readonly withdrawn: number
  readonly skipped: number
  readonly all_queued: boolean
  readonly finished_at: string | null
}

/** Has each had its first try? Then only the endpoint's schedule is left, for hours perhaps. */
export function isSentOnce(resend: ResendAnswer): boolean {
  return resend.finished_at !== null || (resend.all_queued && resend.waiting === 0)
}

/** `1500 of 20000 sent: 1498 delivered, 2 failed, 4 retrying` */
export function progressText(resend: ResendAnswer): string {
  const { total, sent, delivered, failed, retrying, skipped, withdrawn } = resend
  const parts = [
    `${delivered} delivered`,
    ...(failed > 0 ? [`${failed} failed`] : []),
    ...(retrying > 0 ? [`${retrying} retrying`] : []),
    ...(skipped > 0 ? [`${skipped} skipped: their endpoint is disabled or deleted`] : []),
    ...(withdrawn > 0 ? [`${withdrawn} taken back`] : []),
  ]
  return `${sent}${total === null ? "" : ` of ${total}`} sent: ${parts.join(", ")}`
}
