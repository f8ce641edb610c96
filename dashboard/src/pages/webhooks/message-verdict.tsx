import { Button, Group, Stack, Text } from "@mantine/core"
import { useState } from "react"

import { client, type Thing } from "../../api/client.ts"
import { useMay } from "../../api/use-me.ts"
import { Card } from "../../parts/card.tsx"
import { ConfirmAction } from "../../parts/confirm-action.tsx"
import { Moment } from "../../parts/moment.tsx"
import { ProblemNote } from "../../parts/problem-note.tsx"
import { MessageState } from "../../parts/status-badges.tsx"
import { toast } from "../../parts/toast.tsx"
import { useWords } from "../../words/words.ts"

type Whole = Thing<"WholeMessage">

/** Was it authentic; if not, the likely mistake, and what can be done about it. */
export function MessageVerdict({
  message,
  onChanged,
}: {
  readonly message: Whole
  readonly onChanged: () => void
}) {
  const words = useWords().webhooks.message
  const mayWrite = useMay("write")
  const isQuarantined = message.state === "quarantined"
  return (
    <Card title={words.verdict} actions={<MessageState state={message.state} />}>
      <Stack gap="xs">
        <Text>{verdictText(message, words)}</Text>
        {message.state === "unrecognised" && message.hint !== null && <Text>{message.hint}</Text>}
        {isQuarantined && <LikelyMistake message={message} />}
        {message.held !== null && (
          <Text size="sm">
            {words.held(message.held.events)} {words.heldNext} <Moment at={message.held.next_at} />
          </Text>
        )}
        {isQuarantined && <VerifyAgain id={message.id} />}
        {mayWrite && isQuarantined && <ReleaseActions id={message.id} onChanged={onChanged} />}
        {mayWrite && message.state === "unrecognised" && (
          <Group>
            <ConfirmAction
              size="xs"
              label={words.reprocess}
              reason="optional"
              onConfirm={async (reason) => {
                await act("reprocess", message.id, reason === undefined ? {} : { reason })
                toast(words.reprocessed)
                onChanged()
              }}
            >
              <Text size="sm">{words.reprocessWhy}</Text>
            </ConfirmAction>
          </Group>
        )}
      </Stack>
    </Card>
  )
}

function verdictText(
  message: Whole,
  words: ReturnType<typeof useWords>["webhooks"]["message"],
): string {
  if (message.state === "unrecognised") return words.unrecognised
  switch (message.verdict.outcome) {
    case "authentic":
      return words.authentic
    case "refused":
      return words.refused
    case "released":
      return words.released
    case "imported":
      return message.verified === true ? words.importedVerified : words.importedVerdict
    default:
      return message.verdict.outcome satisfies never
  }
}

/** The hint, and whether the secret ever fitted. */
function LikelyMistake({ message }: { readonly message: Whole }) {
  const words = useWords().webhooks.message
  const { hint, last_authentic_at: lastAt } = message.verdict
  return (
    <>
      <Text fw={600}>{hint}</Text>
      <Text size="sm" c="dimmed">
        {lastAt === null ? (
          words.neverAuthentic
        ) : (
          <>
            {words.lastAuthentic} <Moment at={lastAt} />, {words.lastAuthenticWhy}
          </>
        )}
      </Text>
    </>
  )
}

/** Held against today's secrets without changing anything. */
function VerifyAgain({ id }: { readonly id: string }) {
  const words = useWords().webhooks.message
  const [answer, setAnswer] = useState<Thing<"VerdictToday">>()
  const [error, setError] = useState<unknown>()
  const [isAsking, setAsking] = useState(false)

  async function verify(): Promise<void> {
    setAsking(true)
    setError(undefined)
    const told = await client.POST("/v1/messages/{id}/verify", { params: { path: { id } } })
    setAsking(false)
    if (told.error !== undefined) setError(told.error)
    else setAnswer(told.data)
  }

  return (
    <Group gap="sm">
      <Button size="xs" variant="default" loading={isAsking} onClick={() => void verify()}>
        {words.verify}
      </Button>
      <Text size="sm" role="status">
        {answer === undefined
          ? ""
          : answer.outcome === "authentic"
            ? words.verifies
            : words.verifiesNot(answer.hint ?? "")}
      </Text>
      {error !== undefined && <ProblemNote error={error} />}
    </Group>
  )
}

function ReleaseActions({
  id,
  onChanged,
}: {
  readonly id: string
  readonly onChanged: () => void
}) {
  const words = useWords().webhooks.message
  async function release(body: { readonly reason?: string; readonly force?: boolean }) {
    await act("release", id, body)
    toast(words.done)
    onChanged()
  }
  return (
    <Group gap="xs">
      <ConfirmAction
        size="xs"
        label={words.release}
        reason="optional"
        data-key="e"
        onConfirm={(reason) => release(reason === undefined ? {} : { reason })}
      >
        <Text size="sm">{words.releaseWhy}</Text>
      </ConfirmAction>
      <ConfirmAction
        size="xs"
        variant="default"
        label={words.force}
        reason="needed"
        onConfirm={(reason) => release({ reason: reason ?? "", force: true })}
      >
        <Text size="sm">{words.forceWhy}</Text>
      </ConfirmAction>
    </Group>
  )
}

async function act(
  action: "release" | "reprocess",
  id: string,
  body: { readonly reason?: string; readonly force?: boolean },
): Promise<void> {
  const { error } = await client.POST(`/v1/messages/{id}/${action}`, {
    params: { path: { id } },
    body,
  })
  if (error !== undefined) throw error as unknown
}
