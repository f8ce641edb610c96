const HOUR_MS = 60 * 60 * 1_000
const morningHour = 9

/** How long an item may wait, in the person's own day. */
export const SNOOZES = [
  { name: "hour", until: (now: Date) => new Date(now.getTime() + HOUR_MS) },
  {
    name: "tomorrow",
    until: (now: Date) =>
      new Date(now.getFullYear(), now.getMonth(), now.getDate() + 1, morningHour),
  },
  { name: "week", until: (now: Date) => new Date(now.getTime() + 7 * 24 * HOUR_MS) },
] as const
