const SECOND = 1_000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE

/** Waits in ms, each after the try before it; when the list ends, the delivery is exhausted. */
export const RETRY_SCHEDULES = {
  /** Ours: ten tries over 24 h. */
  default: [
    5 * SECOND,
    30 * SECOND,
    2 * MINUTE,
    15 * MINUTE,
    45 * MINUTE,
    2 * HOUR,
    3 * HOUR,
    6 * HOUR,
    12 * HOUR,
  ],
  /** Pivot's callback page: 5 min, 15 min, 1 h, 3 h, 6 h, at last 12 h. */
  pivot: [5 * MINUTE, 15 * MINUTE, HOUR, 3 * HOUR, 6 * HOUR, 12 * HOUR],
  /** Xendit's webhook page: six tries within 24 h. */
  xendit: [15 * MINUTE, 45 * MINUTE, 2 * HOUR, 3 * HOUR, 6 * HOUR, 12 * HOUR],
  /** Adyen's webhook page: three fast tries, then the steps of its queue for 30 days. */
  adyen: [
    9 * SECOND,
    18 * SECOND,
    27 * SECOND,
    2 * MINUTE,
    5 * MINUTE,
    10 * MINUTE,
    15 * MINUTE,
    30 * MINUTE,
    HOUR,
    2 * HOUR,
    4 * HOUR,
    // That the last step repeats is the natural reading; the page does not say it.
    ...Array.from({ length: 88 }, () => 8 * HOUR),
  ],
} as const satisfies Record<string, readonly number[]>

/**
 * Retries before an event stands in its endpoint's queue, of which only the head is tried. Adyen's
 * webhook page: "If a retry is successful, we continue with the next webhook in the queue."
 */
const RETRY_QUEUES: { readonly [name in keyof typeof RETRY_SCHEDULES]?: number } = { adyen: 3 }

export function isRetryScheduleName(text: string): text is keyof typeof RETRY_SCHEDULES {
  return Object.hasOwn(RETRY_SCHEDULES, text)
}

/** The preset, or ours where there is none of this name. */
export function findRetrySchedule(name: string): readonly number[] {
  return isRetryScheduleName(name) ? RETRY_SCHEDULES[name] : RETRY_SCHEDULES.default
}

/** After how many retries an event stands in its endpoint's queue; null: there is none. */
export function findRetryQueue(name: string): number | null {
  return isRetryScheduleName(name) ? (RETRY_QUEUES[name] ?? null) : null
}
