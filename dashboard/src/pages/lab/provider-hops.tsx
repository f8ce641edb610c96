import { Button, Group, Text } from "@mantine/core"

import { api, type Thing } from "../../api/client.ts"
import { problemOf } from "../../api/problem.ts"
import { useMay } from "../../api/use-me.ts"
import { Moment } from "../../parts/moment.tsx"
import { DeliveryState } from "../../parts/status-badges.tsx"
import { toast, toastFailure } from "../../parts/toast.tsx"
import { useWords } from "../../words/words.ts"
import { Hop } from "./hop.tsx"
import { StoryList } from "./story-list.tsx"
import { useRefreshLab, type Account } from "./use-lab.ts"

const shownMax = 20
/** A try that failed is told by no line of the story. */
const lookAgainMs = 3_000

interface ToldThing {
  readonly kind: string
  readonly name: string
}

/** What happened at the provider. */
export function ProviderHop({
  account,
  thing,
}: {
  readonly account: Account
  readonly thing: ToldThing
}) {
  const words = useWords().lab.travel
  const params = {
    path: { id: account.id },
    query: { thing: thing.name, limit: shownMax },
  }
  const story = api.useQuery("get", "/v1/sandbox/accounts/{id}/story", { params }).data
  return (
    <Hop title={words.provider} isLoading={story === undefined}>
      <StoryList lines={(story?.data ?? []).toReversed()} none={words.noStory} isNarrow />
    </Hop>
  )
}

/** What the provider sent of it, and how often it had to. */
export function SentHop({
  account,
  thing,
}: {
  readonly account: Account
  readonly thing: ToldThing
}) {
  const words = useWords().lab.travel
  const params = {
    path: { id: account.id },
    query: { kind: thing.kind, thing: thing.name, limit: shownMax },
  }
  const webhooks = api.useQuery(
    "get",
    "/v1/sandbox/accounts/{id}/webhooks",
    { params },
    { refetchInterval: lookAgainMs },
  ).data?.data
  return (
    <Hop
      title={words.sent}
      isLoading={webhooks === undefined}
      {...(webhooks?.length === 0 ? { none: words.noWebhook } : {})}
    >
      {webhooks?.map((webhook) => (
        <Webhook key={webhook.id} account={account} webhook={webhook} />
      ))}
    </Hop>
  )
}

function Webhook({
  account,
  webhook,
}: {
  readonly account: Account
  readonly webhook: Thing<"SandboxWebhook">
}) {
  const words = useWords().lab.travel
  const mayWrite = useMay("write")
  const refresh = useRefreshLab()
  const { mutate, isPending } = api.useMutation(
    "post",
    "/v1/sandbox/accounts/{id}/webhooks/{webhook_id}/resend",
    {
      onSuccess() {
        toast(words.resent)
        refresh()
      },
      onError: (error: unknown) => toastFailure(problemOf(error).detail),
    },
  )
  const { state, attempt_count: tries } = webhook
  const shown = state === "queued" && tries > 0 ? "retrying" : state
  return (
    <div>
      <Group gap={6} justify="space-between" wrap="nowrap">
        <DeliveryState state={shown} />
        <Text size="xs" c="dimmed" component="span">
          <Moment at={webhook.created_at} />
        </Text>
      </Group>
      <Text size="xs" ff="monospace" mt={2} style={{ overflowWrap: "anywhere" }}>
        {webhook.wire_event}
      </Text>
      <Text size="xs" c="dimmed" component="div">
        {tries > 0 && words.tries(tries, webhook.last_status)}
        {webhook.next_attempt_at !== null && tries > 0 && (
          <>
            {". "}
            {words.nextTry} <Moment at={webhook.next_attempt_at} />
          </>
        )}
      </Text>
      {mayWrite && (state === "delivered" || state === "exhausted" || state === "missed") && (
        <Button
          size="compact-xs"
          variant="default"
          mt={4}
          loading={isPending}
          onClick={() => mutate({ params: { path: { id: account.id, webhook_id: webhook.id } } })}
        >
          {words.resend}
        </Button>
      )}
    </div>
  )
}
