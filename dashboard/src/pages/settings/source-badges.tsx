import {
  IconBolt,
  IconCheck,
  IconCircleDashed,
  IconFlask,
  IconHandStop,
  IconMinus,
  IconShieldX,
  IconX,
} from "@tabler/icons-react"
import { Link } from "@tanstack/react-router"

import type { Thing } from "../../api/client.ts"
import { Badge, type Look } from "../../parts/badge.tsx"
import { useWords } from "../../words/words.ts"

type Source = Thing<"Source">

/** Live, test, or not known yet. */
export function ModeBadge({ live }: { readonly live: boolean | null }) {
  const words = useWords().settings.mode
  if (live === null) {
    return <Badge look={{ tone: "grey", icon: IconCircleDashed }}>{words.unknown}</Badge>
  }
  return live ? (
    <Badge look={{ tone: "blue", icon: IconBolt }}>{words.live}</Badge>
  ) : (
    <Badge look={{ tone: "grey", icon: IconFlask }}>{words.test}</Badge>
  )
}

export function SourceState({
  source,
  onlyOff = false,
}: {
  readonly source: Source
  readonly onlyOff?: boolean
}) {
  const words = useWords().settings.sources
  if (source.disabled_at !== null) {
    return <Badge look={{ tone: "slate", icon: IconHandStop }}>{words.disabled}</Badge>
  }
  return onlyOff ? null : <Badge look={{ tone: "green", icon: IconCheck }}>{words.active}</Badge>
}

const API_LOOKS: Readonly<Record<string, Look>> = {
  none: { tone: "grey", icon: IconMinus },
  no_credentials: { tone: "grey", icon: IconMinus },
  not_asked: { tone: "grey", icon: IconCircleDashed },
  answers: { tone: "green", icon: IconCheck },
  fails: { tone: "red", icon: IconX },
}

/** Whether the provider's API can be asked. */
export function ApiState({ source }: { readonly source: Source }) {
  const words = useWords().settings.sources.apiState
  const { state } = source.api
  return (
    <Badge look={API_LOOKS[state] ?? { tone: "grey", icon: IconCircleDashed }}>
      {words[state]}
    </Badge>
  )
}

/** What of it waits in quarantine, as a link to that. */
export function QuarantinedLink({ source }: { readonly source: Source }) {
  const { quarantined } = source.activity
  if (quarantined === 0) return <span className="numbers">{quarantined}</span>
  return (
    <Link
      to="/webhooks/received"
      search={{ state: "quarantined", source_id: source.id }}
      style={{ position: "relative", zIndex: 1 }}
    >
      <Badge look={{ tone: "orange", icon: IconShieldX }}>{quarantined}</Badge>
    </Link>
  )
}
