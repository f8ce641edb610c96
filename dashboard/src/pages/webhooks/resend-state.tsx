import { IconBan, IconCheck, IconRefresh } from "@tabler/icons-react"

import { Badge, type Look } from "../../parts/badge.tsx"
import { useWords } from "../../words/words.ts"

const LOOKS: Readonly<Record<string, Look>> = {
  running: { tone: "blue", icon: IconRefresh },
  done: { tone: "green", icon: IconCheck },
  cancelled: { tone: "slate", icon: IconBan },
}

export function ResendState({ state }: { readonly state: string }) {
  const words = useWords().webhooks.resends.state
  const look = LOOKS[state] ?? { tone: "grey", icon: IconRefresh }
  return <Badge look={look}>{words[state] ?? state}</Badge>
}
