import { Checkbox, Stack, Text } from "@mantine/core"
import { IconCheck, IconClock } from "@tabler/icons-react"
import { useState } from "react"

import { client, type Thing } from "../../api/client.ts"
import { useMay } from "../../api/use-me.ts"
import { Badge } from "../../parts/badge.tsx"
import { Card } from "../../parts/card.tsx"
import { useHubNow } from "../../live/hub-now.ts"
import { useWords } from "../../words/words.ts"
import classes from "./settings.module.css"
import { ShownOnce } from "./shown-once.tsx"
import { TwoSteps } from "./two-steps.tsx"
import { useShowEndpoint } from "./use-show-endpoint.ts"

/** What deliveries are signed with; while a rotation lasts, both, and for how long still. */
export function CallbackSecret({ endpoint }: { readonly endpoint: Thing<"Endpoint"> }) {
  const words = useWords().settings.callback
  const hasSecret = endpoint.dialect !== "raw"
  const mayWrite = useMay("write")
  return (
    <Card title={words.secret} actions={hasSecret && mayWrite && <Rotate endpoint={endpoint} />}>
      {!hasSecret && <Text size="sm">{words.noSecret}</Text>}
      {endpoint.live_secrets.map((secret) => (
        <div key={`${secret.hint} ${secret.expires_at}`} className={classes["secret"]}>
          <span className={classes["mono"]}>{secret.hint}</span>
          {secret.expires_at === null ? (
            <Badge look={{ tone: "green", icon: IconCheck }}>{words.current}</Badge>
          ) : (
            <Badge look={{ tone: "amber", icon: IconClock }}>
              <Countdown until={secret.expires_at} />
            </Badge>
          )}
        </div>
      ))}
    </Card>
  )
}

const MINUTE_MS = 60_000

function Countdown({ until }: { readonly until: string }) {
  const words = useWords().settings.callback
  const leftMs = Math.max(0, Date.parse(until) - useHubNow().getTime())
  const minutes = Math.ceil(leftMs / MINUTE_MS)
  return <>{words.endsIn(words.hours(Math.floor(minutes / 60), minutes % 60))}</>
}

function Rotate({ endpoint }: { readonly endpoint: Thing<"Endpoint"> }) {
  const words = useWords().settings.callback
  const show = useShowEndpoint()
  const [isLeaked, setLeaked] = useState(false)

  async function rotate(): Promise<Thing<"NewEndpoint">> {
    const { data, error } = await client.POST("/v1/endpoints/{id}/rotate-secret", {
      params: { path: { id: endpoint.id } },
      body: isLeaked ? { overlap_hours: 0 } : {},
    })
    if (error !== undefined) throw error as unknown
    await show()
    return data
  }

  return (
    <TwoSteps
      label={words.rotate}
      confirmLabel={words.rotateTwo}
      size="xs"
      variant="default"
      onOpen={() => setLeaked(false)}
      onConfirm={rotate}
      renderMade={(made) => <ShownOnce secret={made.secret ?? ""} />}
    >
      <Stack gap="sm">
        <Text size="sm">{words.rotateWhy}</Text>
        <Checkbox
          label={words.rotateNow}
          checked={isLeaked}
          onChange={(event) => setLeaked(event.currentTarget.checked)}
        />
      </Stack>
    </TwoSteps>
  )
}
