import { Anchor, Button, Tooltip } from "@mantine/core"
import { IconFileZip } from "@tabler/icons-react"
import { Link } from "@tanstack/react-router"
import type { ReactNode } from "react"

import { useMay } from "../../api/use-me.ts"
import { Card } from "../../parts/card.tsx"
import { Facts } from "../../parts/facts.tsx"
import { IdText } from "../../parts/id-text.tsx"
import { Moment } from "../../parts/moment.tsx"
import { wordOf } from "../../parts/status-badges.tsx"
import { useWords } from "../../words/words.ts"
import { Destination } from "./destination.tsx"
import type { WholePayout } from "./payout.ts"
import { SourceName } from "./source-name.tsx"

/** What is known of it beside where it stands. */
export function PayoutFacts({ payout }: { readonly payout: WholePayout }) {
  const words = useWords()
  const own = words.payouts.detail
  const mayRaw = useMay("raw")
  const { failure } = payout
  return (
    <>
      {failure !== null && (
        <Card title={own.failure}>
          <Facts
            facts={[
              [own.code, wordOf(words.status.failure, failure.code)],
              [own.providerCode, failure.provider_code ?? own.none],
              [own.providerReason, failure.provider_reason ?? own.none],
              [own.advice, words.status.advice[failure.advice]],
            ]}
          />
        </Card>
      )}
      <Card title={own.destination}>
        <Destination payout={payout} />
      </Card>
      <Card title={own.about}>
        <Facts facts={aboutOf(payout, own)} />
        {mayRaw && (
          <Tooltip label={own.evidenceWhy} multiline maw={260}>
            <Button
              component="a"
              href={`/v1/payouts/${payout.id}/evidence`}
              download
              mt="sm"
              size="xs"
              variant="default"
              leftSection={<IconFileZip size={16} aria-hidden />}
            >
              {own.evidence}
            </Button>
          </Tooltip>
        )}
      </Card>
    </>
  )
}

function aboutOf(
  payout: WholePayout,
  own: ReturnType<typeof useWords>["payouts"]["detail"],
): readonly (readonly [string, ReactNode])[] {
  const { batch_id: batch, replaces, replaced_by: replacedBy, metadata } = payout
  const facts: (readonly [string, ReactNode])[] = [
    [own.source, <SourceName key="source" of={payout} isLink />],
  ]
  if (batch !== null) facts.push([own.batch, <IdLink key="batch" to="/batches" id={batch} />])
  if (replaces !== null) {
    facts.push([own.replaces, <IdLink key="replaces" to="/payouts" id={replaces} />])
  }
  if (replacedBy !== null) {
    facts.push([own.replacedBy, <IdLink key="replacedBy" to="/payouts" id={replacedBy} />])
  }
  facts.push([own.channel, payout.channel_code ?? own.none])
  if (payout.description !== null) facts.push([own.description, payout.description])
  if (payout.estimated_arrival_at !== null) {
    facts.push([own.estimated, <Moment key="arrival" at={payout.estimated_arrival_at} whole />])
  }
  facts.push([own.created, <Moment key="created" at={payout.created_at} whole />])
  facts.push([own.updated, <Moment key="updated" at={payout.updated_at} whole />])
  for (const [name, value] of Object.entries(metadata ?? {})) {
    facts.push([name, typeof value === "string" ? value : JSON.stringify(value)])
  }
  return facts
}

function IdLink({ to, id }: { readonly to: string; readonly id: string }) {
  return (
    <Anchor component={Link} to={`${to}/${id}`}>
      <IdText id={id} what={id} />
    </Anchor>
  )
}
