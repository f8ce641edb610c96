import { ActionIcon, Menu, Text, Tooltip, UnstyledButton } from "@mantine/core"
import { IconRefresh } from "@tabler/icons-react"
import { Link } from "@tanstack/react-router"
import { useQueryClient } from "@tanstack/react-query"

import { client } from "../../api/client.ts"
import { problemOf } from "../../api/problem.ts"
import { useMay } from "../../api/use-me.ts"
import { DeliveryState, wordOf } from "../../parts/status-badges.tsx"
import { toast, toastFailure } from "../../parts/toast.tsx"
import { useWords } from "../../words/words.ts"
import type { Delivery, Entry } from "./payout.ts"
import classes from "./timeline.module.css"
import { endpointName, useEndpoints } from "../../api/use-names.ts"

/** Who was told of an event, a chip each; whoever was not can be told still. */
export function EntryDeliveries({
  entry,
  deliveries,
  payoutId,
}: {
  readonly entry: Entry
  readonly deliveries: readonly Delivery[]
  readonly payoutId: string
}) {
  const words = useWords().payouts.deliveries
  const mayWrite = useMay("write")
  const own = deliveries.filter(({ event_id: id }) => id === entry.event_id)
  const told = new Set(own.map(({ endpoint_id: id }) => id))
  return (
    <div className={classes["chips"]} role="group" aria-label={words.told}>
      {own.length === 0 && (
        <Text size="sm" c="dimmed">
          {words.none}
        </Text>
      )}
      {own.map((delivery) => (
        <DeliveryChip key={delivery.id} delivery={delivery} />
      ))}
      {mayWrite && entry.sequence !== null && (
        <SendTo payoutId={payoutId} sequence={entry.sequence} told={told} />
      )}
    </div>
  )
}

export function DeliveryChip({ delivery }: { readonly delivery: Delivery }) {
  const words = useWords()
  const own = words.payouts.deliveries
  const mayWrite = useMay("write")
  const endpoint = useEndpoints().find(({ id }) => id === delivery.endpoint_id)
  const name = endpoint === undefined ? own.deleted : endpointName(endpoint)
  const send = useSending()
  const tries = delivery.attempt_count
  return (
    <span className={classes["chip"]}>
      <Link
        to={`/webhooks/sent/${delivery.id}`}
        aria-label={`${name}: ${own.chip(wordOf(words.status.delivery, delivery.state), tries)}`}
        className={classes["endpoint"]}
      >
        {name}
      </Link>
      <DeliveryState state={delivery.state} />
      <span className="numbers">{own.chip("", tries).replace(/^, /, "")}</span>
      {mayWrite && endpoint !== undefined && (
        <Tooltip label={own.resend}>
          <ActionIcon
            size="sm"
            radius="xl"
            variant="subtle"
            color="gray"
            aria-label={own.resendTo(name)}
            onClick={() =>
              void send(name, () =>
                client.POST("/v1/deliveries/{id}/resend", {
                  params: { path: { id: delivery.id } },
                }),
              )
            }
          >
            <IconRefresh size={14} aria-hidden />
          </ActionIcon>
        </Tooltip>
      )}
    </span>
  )
}

function SendTo({
  payoutId,
  sequence,
  told,
}: {
  readonly payoutId: string
  readonly sequence: number
  readonly told: ReadonlySet<string>
}) {
  const words = useWords().payouts.deliveries
  const others = useEndpoints().filter(
    ({ id, state, dialect }) => !told.has(id) && state === "active" && dialect !== "raw",
  )
  const send = useSending()
  if (others.length === 0) return null
  return (
    <Menu position="bottom-start">
      <Menu.Target>
        <UnstyledButton className={classes["marking"]} fz="sm" title={words.sendToWhy}>
          {words.sendTo}
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        {others.map((endpoint) => (
          <Menu.Item
            key={endpoint.id}
            onClick={() =>
              void send(endpointName(endpoint), () =>
                client.POST("/v1/payouts/{id}/send", {
                  params: { path: { id: payoutId } },
                  body: { endpoint_id: endpoint.id, sequence },
                }),
              )
            }
          >
            {endpointName(endpoint)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}

/** The toast says that it is queued; what becomes of it shows on the chip. */
function useSending() {
  const words = useWords().payouts.deliveries
  const queries = useQueryClient()
  return async (name: string, call: () => Promise<{ readonly error?: unknown }>): Promise<void> => {
    const { error } = await call()
    if (error === undefined) toast(words.queued(name))
    else toastFailure(problemOf(error).detail || problemOf(error).title)
    await queries.invalidateQueries({ queryKey: ["get", "/v1/deliveries"] })
  }
}
