import { IconMinus, IconQuestionMark, IconShieldCheck, IconShieldX } from "@tabler/icons-react"

import { Badge, type Look } from "../../parts/badge.tsx"
import { wordOf } from "../../parts/status-badges.tsx"
import { useWords } from "../../words/words.ts"

/** Was what came signed by an endpoint of one's own? */
export function EchoVerdict({ verdict }: { readonly verdict: string }) {
  const words = useWords().lab.echo
  return <Badge look={LOOKS[verdict] ?? UNKNOWN}>{wordOf(words.verdicts, verdict)}</Badge>
}

const UNKNOWN: Look = { tone: "grey", icon: IconQuestionMark }
const LOOKS: Readonly<Record<string, Look>> = {
  good: { tone: "green", icon: IconShieldCheck },
  bad: { tone: "red", icon: IconShieldX },
  unsigned: { tone: "slate", icon: IconMinus },
  unknown: UNKNOWN,
}
