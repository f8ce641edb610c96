import { UnstyledButton } from "@mantine/core"

import type { Thing } from "../../api/client.ts"
import { Facts } from "../../parts/facts.tsx"
import { Money } from "../../parts/money.tsx"
import { wordOf } from "../../parts/status-badges.tsx"
import { localText } from "../../parts/time-text.ts"
import { useWords } from "../../words/words.ts"
import classes from "./decoded-event.module.css"
import { SubjectStatus } from "./message-effects.tsx"
import { SubjectLink } from "./subject-link.tsx"

type Event = NonNullable<Thing<"WholeMessage">["decoded"]>["events"][number]

/** One fact of a request in our words; each value leads to its bytes. */
export function DecodedEvent({
  event,
  chosen,
  onChoose,
}: {
  readonly event: Event
  readonly chosen: string | undefined
  readonly onChoose: (chosen: { readonly name: string; readonly value: string }) => void
}) {
  const all = useWords()
  const words = all.webhooks.message
  const fact = (name: string, value: string | null, shown?: React.ReactNode) =>
    value === null || value === ""
      ? []
      : [
          [
            words.field[name] ?? name.replaceAll("_", " "),
            <UnstyledButton
              key="field"
              className={classes["value"]}
              aria-pressed={chosen === value}
              onClick={() => onChoose({ name, value })}
            >
              {shown ?? value}
            </UnstyledButton>,
          ] as const,
        ]
  const { failure, amount, occurred_at: at } = event
  return (
    <Facts
      facts={[
        [
          words.field["subject"] ?? "",
          event.subject_id === null ? (
            `${all.webhooks.subject[event.subject] ?? event.subject}, ${words.unheard}`
          ) : (
            <SubjectLink key="unheard" subject={event.subject} id={event.subject_id} />
          ),
        ],
        [
          words.field["status"] ?? "",
          <SubjectStatus key="status" subject={event.subject} status={event.status} />,
        ],
        ...(event.reason === null
          ? []
          : [[words.field["reason"] ?? "", wordOf(all.status.reason, event.reason)] as const]),
        ...fact("wire_event", event.wire_event),
        ...fact("amount", amount?.value ?? null, <Money amount={amount} />),
        ...fact("reference", event.reference),
        ...fact("provider_id", event.provider_id),
        ...fact("account", event.account),
        ...fact("occurred_at", at, at === null ? null : localText(new Date(at))),
        ...fact("failure", failure?.provider_code ?? failure?.provider_reason ?? null),
        ...Object.entries(event.details).flatMap(([name, value]) => fact(name, value)),
      ]}
    />
  )
}
