import { Anchor } from "@mantine/core"
import { IconFlask } from "@tabler/icons-react"
import { Link } from "@tanstack/react-router"

import { Badge } from "../../parts/badge.tsx"
import { useWords } from "../../words/words.ts"
import { useProviderName, useSources } from "../../api/use-names.ts"

/** Provider and source of a row; sandbox and test data say so. */
export function SourceName({
  of,
  isLink = false,
}: {
  readonly of: { readonly provider: string; readonly source_id: string; readonly live: boolean }
  readonly isLink?: boolean
}) {
  const words = useWords().payouts
  const provider = useProviderName()(of.provider)
  const name = useSources().find(({ id }) => id === of.source_id)?.name
  const text = labelOf(provider, name)
  return (
    <span>
      {isLink ? (
        <Anchor component={Link} to={`/settings/sources/${of.source_id}`} size="sm">
          {text}
        </Anchor>
      ) : (
        <span>{text}</span>
      )}
      {!of.live && (
        <>
          {" "}
          <Badge look={{ tone: "grey", icon: IconFlask }}>{words.test}</Badge>
        </>
      )}
    </span>
  )
}

/** A source is mostly called after its provider. */
function labelOf(provider: string, name: string | undefined): string {
  if (name === undefined) return provider
  return name.toLowerCase().includes(provider.toLowerCase()) ? name : `${provider} · ${name}`
}
