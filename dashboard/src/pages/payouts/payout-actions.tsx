import { Button, CopyButton } from "@mantine/core"
import { useQueryClient } from "@tanstack/react-query"
import { useState } from "react"

import { client } from "../../api/client.ts"
import { problemOf } from "../../api/problem.ts"
import { useMay } from "../../api/use-me.ts"
import { ConfirmAction } from "../../parts/confirm-action.tsx"
import { toast, toastFailure } from "../../parts/toast.tsx"
import { useWords } from "../../words/words.ts"
import { isFinal, type WholePayout } from "./payout.ts"
import { payoutText } from "./payout-text.ts"

/** What a person may do about it; what the provider's word outranks is not offered. */
export function PayoutActions({ payout }: { readonly payout: WholePayout }) {
  const words = useWords()
  const own = words.payouts.actions
  const mayWrite = useMay("write")
  const isOpen = !isFinal(payout) || payout.certainty === "presumed"
  return (
    <>
      <CopyButton value={payoutText(payout, words)} timeout={1_500}>
        {({ copied, copy }) => (
          <Button size="xs" variant="default" onClick={copy} aria-live="polite">
            {copied ? own.copied : own.copyAsText}
          </Button>
        )}
      </CopyButton>
      {mayWrite && isOpen && (
        <>
          <Ask id={payout.id} />
          {payout.status !== "paid" && <Mark id={payout.id} as="mark_paid" />}
          {payout.status !== "failed" && <Mark id={payout.id} as="mark_failed" />}
        </>
      )}
    </>
  )
}

function Ask({ id }: { readonly id: string }) {
  const words = useWords().payouts.actions
  const queries = useQueryClient()
  const [isAsking, setAsking] = useState(false)
  async function ask(): Promise<void> {
    setAsking(true)
    const { error } = await client.POST("/v1/payouts/{id}/ask", {
      params: { path: { id } },
      body: {},
    })
    setAsking(false)
    if (error === undefined) toast(words.asked)
    else toastFailure(problemOf(error).detail || problemOf(error).title)
    await queries.invalidateQueries({ queryKey: ["get", "/v1/payouts/{id}"] })
  }
  return (
    <Button size="xs" variant="default" loading={isAsking} onClick={() => void ask()}>
      {words.ask}
    </Button>
  )
}

function Mark({ id, as }: { readonly id: string; readonly as: "mark_paid" | "mark_failed" }) {
  const words = useWords().payouts.actions
  const queries = useQueryClient()
  const isPaid = as === "mark_paid"
  async function mark(reason: string | undefined): Promise<void> {
    const { error } = await client.POST(`/v1/payouts/{id}/${as}`, {
      params: { path: { id } },
      body: { reason: reason ?? "" },
    })
    if (error !== undefined) throw error as unknown
    toast(words.marked)
    await queries.invalidateQueries({ queryKey: ["get", "/v1/payouts/{id}"] })
  }
  return (
    <ConfirmAction
      size="xs"
      variant="default"
      label={isPaid ? words.markPaid : words.markFailed}
      reason="needed"
      onConfirm={mark}
    >
      {isPaid ? words.markPaidWhy : words.markFailedWhy}
    </ConfirmAction>
  )
}
