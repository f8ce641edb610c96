import { useWords } from "../../words/words.ts"
import type { Effect } from "./entry-words.ts"

/** What an entry did, by its shape: solid, hollow, slashed, or a diamond for a person. */
export function TimelineMark({ effect }: { readonly effect: Effect | "future" }) {
  const words = useWords().payouts.timeline
  const label = effect === "future" ? words.future : words.mark[effect]
  return (
    <svg width="18" height="18" viewBox="0 0 18 18" role="img" aria-label={label}>
      <title>{label}</title>
      <Shape effect={effect} />
    </svg>
  )
}

function Shape({ effect }: { readonly effect: Effect | "future" }) {
  const line = { strokeWidth: 2, stroke: "var(--text-soft)", fill: "var(--card-background)" }
  switch (effect) {
    case "changed":
      return <circle cx="9" cy="9" r="6" fill="var(--tone-blue)" />
    case "same":
      return <circle cx="9" cy="9" r="5" {...line} stroke="var(--tone-blue)" />
    case "refused":
      return (
        <>
          <circle cx="9" cy="9" r="5" {...line} />
          <path d="M4 14 14 4" {...line} />
        </>
      )
    case "person":
      return <path d="M9 1.5 16.5 9 9 16.5 1.5 9Z" fill="var(--tone-violet)" />
    case "future":
      return <circle cx="9" cy="9" r="5" {...line} strokeDasharray="3 2.2" />
    default:
      return effect satisfies never
  }
}
