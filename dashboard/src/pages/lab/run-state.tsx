import { IconBan, IconCheck, IconPlayerPlay, IconX } from "@tabler/icons-react"

import { Badge, type Look } from "../../parts/badge.tsx"
import { wordOf } from "../../parts/status-badges.tsx"
import { useWords } from "../../words/words.ts"

/** How far a run is, in a word. */
export function RunState({ state }: { readonly state: string }) {
  const words = useWords().lab.scenarios
  return <Badge look={LOOKS[state] ?? RUNNING}>{wordOf(words.states, state)}</Badge>
}

const RUNNING: Look = { tone: "blue", icon: IconPlayerPlay }
const LOOKS: Readonly<Record<string, Look>> = {
  running: RUNNING,
  done: { tone: "green", icon: IconCheck },
  failed: { tone: "red", icon: IconX },
  cancelled: { tone: "slate", icon: IconBan },
}
