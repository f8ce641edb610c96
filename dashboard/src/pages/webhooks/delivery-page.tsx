import { Anchor, Skeleton, Stack, Text } from "@mantine/core"
import { Link, useParams } from "@tanstack/react-router"

import { api, client, type Thing } from "../../api/client.ts"
import { useMay } from "../../api/use-me.ts"
import { useRefresh } from "../../live/changes.ts"
import { Card } from "../../parts/card.tsx"
import { ConfirmAction } from "../../parts/confirm-action.tsx"
import { Facts } from "../../parts/facts.tsx"
import { IdText } from "../../parts/id-text.tsx"
import { Moment } from "../../parts/moment.tsx"
import { Page } from "../../parts/page.tsx"
import { ProblemNote } from "../../parts/problem-note.tsx"
import { toast } from "../../parts/toast.tsx"
import { useWords } from "../../words/words.ts"
import { DeliveryAttempts } from "./delivery-attempts.tsx"
import { DeliveryRequest } from "./delivery-request.tsx"
import { SentState } from "./sent-state.tsx"
import { SubjectLink } from "./subject-link.tsx"

/** While it is about to be sent: somebody has just resent it, and waits for what comes of it. */
const queuedLookMs = 1_000

/** One webhook of ours: where it stands, each attempt, and what was sent. */
export function DeliveryPage() {
  const all = useWords().webhooks
  const words = all.delivery
  const { id = "" } = useParams({ strict: false }) as { readonly id?: string }
  const found = api.useQuery(
    "get",
    "/v1/deliveries/{id}",
    { params: { path: { id } } },
    { refetchInterval: ({ state }) => (state.data?.state === "queued" ? queuedLookMs : false) },
  )
  useRefresh(["deliveries"], "/v1/deliveries/{id}")
  const mayWrite = useMay("write")
  const delivery = found.data
  return (
    <Page
      title={delivery?.type ?? words.title}
      actions={
        <>
          <Anchor component={Link} to="/webhooks/sent" size="sm">
            {all.tabs.sent}
          </Anchor>
          {mayWrite && delivery !== undefined && (
            <ConfirmAction
              size="xs"
              label={words.resend}
              data-key="r"
              onConfirm={async () => {
                await resend(delivery.id)
                toast(words.resent)
                await found.refetch()
              }}
            >
              <Text size="sm">{words.resendWhy}</Text>
            </ConfirmAction>
          )}
        </>
      }
    >
      {delivery !== undefined ? (
        <Stack gap="md">
          <DeliveryFacts delivery={delivery} />
          <DeliveryAttempts delivery={delivery} />
          <DeliveryRequest delivery={delivery} />
        </Stack>
      ) : found.error === null ? (
        <Stack gap="md" aria-busy>
          <Skeleton height={180} />
          <Skeleton height={240} />
        </Stack>
      ) : (
        <ProblemNote error={found.error} onAgain={() => void found.refetch()} />
      )}
    </Page>
  )
}

function DeliveryFacts({ delivery }: { readonly delivery: Thing<"WholeDelivery"> }) {
  const all = useWords().webhooks
  const words = all.delivery.facts
  const { event_id: eventId, finished_at: finishedAt, next_attempt_at: nextAt } = delivery
  return (
    <Card
      title={all.sent.column.state}
      actions={
        <div>
          <SentState delivery={delivery} />
        </div>
      }
    >
      <Facts
        facts={[
          [words.endpoint, <CallbackLink key="endpoint" delivery={delivery} />],
          [
            words.about,
            <SubjectLink key="about" subject={delivery.subject} id={delivery.subject_id} />,
          ],
          [
            words.dialect,
            delivery.wire_event === null
              ? delivery.dialect
              : `${delivery.dialect}: ${delivery.wire_event}`,
          ],
          [words.tries, all.sent.attempts(delivery.attempt_count)],
          [words.made, <Moment key="made" at={delivery.created_at} whole />],
          ...(finishedAt === null
            ? []
            : [[words.finished, <Moment key="finished" at={finishedAt} whole />] as const]),
          ...(nextAt === null
            ? []
            : [[words.next, <Moment key="next" at={nextAt} whole />] as const]),
          ...(eventId === null
            ? []
            : [
                [
                  words.event,
                  <IdText key="event" id={eventId} what={words.event} whole />,
                ] as const,
              ]),
          [words.id, <IdText key="id" id={delivery.id} what={words.id} whole />],
        ]}
      />
    </Card>
  )
}

function CallbackLink({ delivery }: { readonly delivery: Thing<"WholeDelivery"> }) {
  return (
    <Anchor
      component={Link}
      to={`/settings/developer/callbacks/${delivery.endpoint_id}`}
      inherit
      style={{ overflowWrap: "anywhere" }}
    >
      {delivery.endpoint_url}
    </Anchor>
  )
}

async function resend(id: string): Promise<void> {
  const { error } = await client.POST("/v1/deliveries/{id}/resend", { params: { path: { id } } })
  if (error !== undefined) throw error as unknown
}
