import {
  IconArrowBackUp,
  IconArrowsRightLeft,
  IconBan,
  IconCheck,
  IconCircleCheck,
  IconClock,
  IconHandStop,
  IconInbox,
  IconPlayerPause,
  IconQuestionMark,
  IconRefresh,
  IconSend,
  IconShieldX,
  IconX,
} from "@tabler/icons-react"

import type { Thing } from "../api/client.ts"
import { useWords } from "../words/words.ts"
import { Badge, type Look } from "./badge.tsx"

const UNKNOWN: Look = { tone: "grey", icon: IconQuestionMark }

const PAYOUT: Readonly<Record<string, Look>> = {
  pending: { tone: "grey", icon: IconClock },
  processing: { tone: "blue", icon: IconArrowsRightLeft },
  paid: { tone: "green", fill: "solid", icon: IconCheck },
  paidPresumed: { tone: "green", fill: "dashed", icon: IconCircleCheck },
  failed: { tone: "red", icon: IconX },
  cancelled: { tone: "slate", icon: IconBan },
  reversed: { tone: "orange", icon: IconArrowBackUp },
}

const BATCH: Readonly<Record<string, Look>> = {
  pending: { tone: "grey", icon: IconClock },
  processing: { tone: "blue", icon: IconArrowsRightLeft },
  done: { tone: "green", icon: IconCheck },
  cancelled: { tone: "slate", icon: IconBan },
}

const DELIVERY: Readonly<Record<string, Look>> = {
  queued: { tone: "grey", icon: IconClock },
  sending: { tone: "blue", icon: IconSend },
  retrying: { tone: "amber", icon: IconRefresh },
  delivered: { tone: "green", icon: IconCheck },
  exhausted: { tone: "red", icon: IconX },
  held: { tone: "grey", fill: "striped", icon: IconPlayerPause },
  discarded: { tone: "slate", icon: IconBan },
  missed: { tone: "slate", icon: IconPlayerPause },
}

const MESSAGE: Readonly<Record<string, Look>> = {
  received: { tone: "blue", icon: IconInbox },
  settled: { tone: "grey", icon: IconCheck },
  quarantined: { tone: "orange", icon: IconShieldX },
  unrecognised: { tone: "violet", icon: IconQuestionMark },
}

const ENDPOINT: Readonly<Record<string, Look>> = {
  active: { tone: "green", icon: IconCheck },
  disabled: { tone: "slate", icon: IconHandStop },
}

/** The status of a payout, its reason after it as text. */
export function PayoutStatus({
  payout,
}: {
  readonly payout: Pick<Thing<"Payout">, "status" | "certainty"> & {
    readonly reason?: string | null
  }
}) {
  const words = useWords().status
  const presumed = payout.status === "paid" && payout.certainty === "presumed"
  const state = presumed ? "paidPresumed" : payout.status
  const { reason } = payout
  return (
    <>
      <StateBadge state={state} looks={PAYOUT} words={words.payout} />
      {reason !== null && reason !== undefined && (
        <span style={{ color: "var(--text-soft)", fontSize: "0.8125rem" }}>
          {" "}
          {wordOf(words.reason, reason)}
        </span>
      )}
    </>
  )
}

/** A status alone, as a history entry has it. */
export function PayoutStatusWord({ status }: { readonly status: string }) {
  return <StateBadge state={status} looks={PAYOUT} words={useWords().status.payout} />
}

export function BatchStatus({ status }: { readonly status: string }) {
  return <StateBadge state={status} looks={BATCH} words={useWords().status.batch} />
}

export function PaymentStatus({ status }: { readonly status: string }) {
  return <StateBadge state={status} looks={PAYOUT} words={useWords().status.payment} />
}

/** `sending` and `held` are no states of the API: whoever knows gives them. */
export function DeliveryState({ state }: { readonly state: string }) {
  return <StateBadge state={state} looks={DELIVERY} words={useWords().status.delivery} />
}

export function MessageState({ state }: { readonly state: string }) {
  return <StateBadge state={state} looks={MESSAGE} words={useWords().status.message} />
}

export function EndpointState({ state }: { readonly state: string }) {
  return <StateBadge state={state} looks={ENDPOINT} words={useWords().status.endpoint} />
}

function StateBadge({
  state,
  looks,
  words,
}: {
  readonly state: string
  readonly looks: Readonly<Record<string, Look>>
  readonly words: Readonly<Record<string, string>>
}) {
  return <Badge look={looks[state] ?? UNKNOWN}>{wordOf(words, state)}</Badge>
}

/** The word for it; what the catalogue does not know is shown as it came. */
export function wordOf(words: Readonly<Record<string, string>>, key: string): string {
  return words[key] ?? key.replaceAll("_", " ")
}
