import { Anchor, Group, Skeleton, Stack, Text, Title } from "@mantine/core"
import { IconArrowLeft } from "@tabler/icons-react"
import { useQuery } from "@tanstack/react-query"
import { Link, useParams } from "@tanstack/react-router"
import { useState } from "react"

import { useMay } from "../../api/use-me.ts"
import { useChanges } from "../../live/changes.ts"
import { ProblemNote } from "../../parts/problem-note.tsx"
import { pathOf } from "../../shell/path-of.ts"
import { wordOf } from "../../parts/status-badges.tsx"
import { useWords } from "../../words/words.ts"
import { ClosedNote } from "./closed-note.tsx"
import { ItemActions } from "./item-actions.tsx"
import { ItemDetail } from "./item-detail.tsx"
import { ItemFacts } from "./item-facts.tsx"
import { KindBadge } from "./kind-badge.tsx"
import { OwnerControl } from "./owner-control.tsx"
import { SnoozeControl } from "./snooze-control.tsx"
import { subjectText } from "./subject-text.ts"
import { itemQuery } from "./use-item-changes.ts"
import type { AttentionItem } from "./use-work-list.ts"
import { useWork } from "./work-context.ts"

/** The item of the URL: what it is, what to do, and what is known. */
export function ItemPane() {
  const { id = "" }: { readonly id?: string } = useParams({ strict: false })
  const words = useWords().attention.item
  const { isWide } = useWork()
  const { data: item, error, refetch } = useQuery(itemQuery(id))
  useChanges(["attention", "payouts"], () => void refetch())
  return (
    <Stack gap="sm">
      {!isWide && (
        <Anchor
          component={Link}
          to="/attention"
          search={((before: object) => before) as never}
          size="sm"
        >
          <IconArrowLeft size={14} aria-hidden /> {words.back}
        </Anchor>
      )}
      {item !== undefined ? (
        <Item key={id} item={item} />
      ) : error !== null ? (
        <ProblemNote error={error} onAgain={() => void refetch()} />
      ) : (
        <div className="card" style={{ padding: "1rem" }} aria-busy>
          <Skeleton height={24} width="40%" mb="sm" />
          <Skeleton height={14} mb="xs" />
          <Skeleton height={14} width="80%" mb="lg" />
          <Skeleton height={36} width="60%" />
        </div>
      )}
    </Stack>
  )
}

function Item({ item }: { readonly item: AttentionItem }) {
  const words = useWords().attention
  const mayWrite = useMay("write")
  const isOpen = item.closed_at === null
  // What was open when it was shown, and is closed by now, says so in its place.
  const [wasOpen] = useState(isOpen)
  const subject = wordOf(words.subject, item.subject)
  return (
    <article className="card" style={{ padding: "1rem" }} aria-labelledby="item-title">
      <Stack gap="md">
        <div>
          <Group justify="space-between" mb={6} gap="xs">
            <KindBadge kind={item.kind} />
            <Anchor component={Link} to={pathOf(item.subject, item.subject_id)} size="sm">
              {words.item.openSubject(subject)}
            </Anchor>
          </Group>
          <Title order={2} size="h4" id="item-title" style={{ overflowWrap: "anywhere" }}>
            {subjectText(item)}
          </Title>
          <Text mt={4}>{item.advice}</Text>
        </div>
        {isOpen ? <ItemActions item={item} /> : <ClosedNote item={item} wasOpen={wasOpen} />}
        {isOpen && (
          <Group gap="lg" align="flex-start">
            <OwnerControl item={item} mayChange={mayWrite} />
            <SnoozeControl item={item} mayChange={mayWrite} />
          </Group>
        )}
        <ItemFacts item={item} />
        <ItemDetail detail={item.detail} />
      </Stack>
    </article>
  )
}
