import { Button, Checkbox, Group, List, Modal, Stack, Text } from "@mantine/core"
import { useDisclosure } from "@mantine/hooks"
import { useQuery } from "@tanstack/react-query"
import { useNavigate } from "@tanstack/react-router"
import { useState } from "react"

import { client, type Thing } from "../../api/client.ts"
import type { paths } from "../../api/openapi.d.ts"
import { ProblemNote } from "../../parts/problem-note.tsx"
import { useWords } from "../../words/words.ts"

/** Which deliveries: selected ones, or all that match the list's filters. */
export type Resent =
  | { readonly ids: readonly string[] }
  | { readonly filter: Readonly<Record<string, string | undefined>> }

type Body = paths["/v1/deliveries/resend"]["post"]["requestBody"]["content"]["application/json"]
type Filter = Body["filter"]

/** How many, to which callbacks, how fast and for how long; then it begins and has its own page. */
export function ResendMany({ resent, label }: { readonly resent: Resent; readonly label: string }) {
  const words = useWords().webhooks.bulk
  const navigate = useNavigate()
  const [isOpen, { open, close }] = useDisclosure()
  const [alsoDelivered, setAlsoDelivered] = useState(false)
  const [error, setError] = useState<unknown>()
  const [isBeginning, setBeginning] = useState(false)
  const filter = resendFilter(resent, alsoDelivered)
  const isOfOneState = "filter" in resent && resent.filter["state"] !== undefined
  const counted = useQuery({
    queryKey: ["estimate", filter],
    enabled: isOpen,
    staleTime: 0,
    queryFn: () => estimate(filter),
  })

  async function begin(): Promise<void> {
    setBeginning(true)
    setError(undefined)
    const begun = await client.POST("/v1/deliveries/resend", { body: { filter } })
    setBeginning(false)
    if (begun.error !== undefined) setError(begun.error)
    else if ("id" in begun.data) await navigate({ to: `/webhooks/resends/${begun.data.id}` })
  }

  const count = counted.data
  return (
    <>
      <Button size="xs" onClick={open}>
        {label}
      </Button>
      <Modal
        opened={isOpen}
        onClose={close}
        title={words.title}
        closeButtonProps={{ "aria-label": words.cancel }}
      >
        <Stack gap="sm">
          {!isOfOneState && (
            <Checkbox
              label={words.alsoDelivered}
              description={words.alsoDeliveredWhy}
              checked={alsoDelivered}
              onChange={(event) => setAlsoDelivered(event.currentTarget.checked)}
            />
          )}
          <div role="status" style={{ minHeight: "5rem" }}>
            {counted.error !== null ? (
              <ProblemNote error={counted.error} onAgain={() => void counted.refetch()} />
            ) : count === undefined ? (
              <Text size="sm">{words.counting}</Text>
            ) : (
              <Estimate count={count} />
            )}
          </div>
          {error !== undefined && <ProblemNote error={error} />}
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={close}>
              {words.cancel}
            </Button>
            <Button
              loading={isBeginning}
              disabled={count === undefined || count.total === 0}
              onClick={() => void begin()}
            >
              {words.begin(count?.total ?? null)}
            </Button>
          </Group>
        </Stack>
      </Modal>
    </>
  )
}

function Estimate({ count }: { readonly count: Thing<"ResendCount"> }) {
  const words = useWords().webhooks.bulk
  if (count.total === 0) return <Text size="sm">{words.none}</Text>
  return (
    <Stack gap={4}>
      <Text size="sm" fw={600}>
        {count.total === null ? words.tooMany : words.total(count.total)}
      </Text>
      <List size="sm" aria-label={words.endpoints}>
        {count.endpoints.map((share) => (
          <List.Item key={share.endpoint_id} style={{ overflowWrap: "anywhere" }}>
            {words.share(share.count, share.url ?? words.deleted)},{" "}
            {!share.active
              ? words.skipped
              : share.rate_per_second === null
                ? words.noRate
                : words.rate(share.rate_per_second)}
          </List.Item>
        ))}
      </List>
      {count.seconds !== null && <Text size="sm">{words.seconds(count.seconds)}</Text>}
    </Stack>
  )
}

async function estimate(filter: Filter): Promise<Thing<"ResendCount">> {
  const { data, error } = await client.POST("/v1/deliveries/resend", {
    body: { filter, dry_run: true },
  })
  if (error !== undefined) throw error as unknown
  return data as Thing<"ResendCount">
}

/** Delivered ones only where they were asked for, by the box or by the list's own state. */
function resendFilter(resent: Resent, alsoDelivered: boolean): Filter {
  const never: Filter = alsoDelivered ? {} : { never_delivered: true }
  if ("ids" in resent) return { ...never, delivery_ids: [...resent.ids] }
  const given = Object.fromEntries(
    Object.entries(resent.filter).filter(([, value]) => value !== undefined),
  ) as Filter
  if (given.state !== undefined) return given
  const filter = { ...given, ...never }
  // A filter that takes everything must say so.
  return Object.keys(filter).length === 0 ? { type: "*" } : filter
}
