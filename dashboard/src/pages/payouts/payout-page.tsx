import { Skeleton, Stack } from "@mantine/core"
import { useParams } from "@tanstack/react-router"

import { api } from "../../api/client.ts"
import { useRefresh } from "../../live/changes.ts"
import { moneyText } from "../../parts/money-text.ts"
import { Page } from "../../parts/page.tsx"
import { ProblemNote } from "../../parts/problem-note.tsx"
import { useWords } from "../../words/words.ts"
import { OpenItems } from "./open-items.tsx"
import classes from "./payout-page.module.css"
import { PayoutActions } from "./payout-actions.tsx"
import { PayoutFacts } from "./payout-facts.tsx"
import { futureOfPayout } from "./future.ts"
import { PayoutHeader } from "./payout-header.tsx"
import { PayoutSteps } from "./payout-steps.tsx"
import { PayoutTabs } from "./payout-tabs.tsx"
import { Timeline } from "./timeline.tsx"
import { useProviderName } from "../../api/use-names.ts"

/** One payout: where it is, who said so, and what was done about it. */
export function PayoutPage() {
  const words = useWords()
  const { id = "" } = useParams({ strict: false })
  const found = api.useQuery("get", "/v1/payouts/{id}", { params: { path: { id } } })
  useRefresh(["payouts", "attention"], "/v1/payouts/{id}")
  useRefresh(["deliveries"], "/v1/deliveries")
  const provider = useProviderName()
  const payout = found.data
  if (payout === undefined) {
    return (
      <Page title={words.payouts.title} tabs={<PayoutTabs />}>
        {found.isError ? (
          <ProblemNote error={found.error} onAgain={() => void found.refetch()} />
        ) : (
          <Loading />
        )}
      </Page>
    )
  }
  const { amount } = payout
  const title =
    amount === null
      ? words.payouts.detail.noAmount
      : moneyText(amount.value, amount.currency, navigator.language)
  return (
    <Page title={title} tabs={<PayoutTabs />} actions={<PayoutActions payout={payout} />}>
      <div className={classes["columns"]}>
        <Stack gap="md" miw={0}>
          <PayoutHeader payout={payout} />
          <PayoutSteps payout={payout} />
          <OpenItems subjectId={payout.id} payout={payout} />
          <Timeline
            subject={payout}
            history={payout.history}
            isTruncated={payout.history_truncated}
            future={futureOfPayout(
              payout,
              provider(payout.provider),
              words.payouts.timeline,
              words.status.payout,
            )}
          />
        </Stack>
        <aside className={classes["side"]}>
          <PayoutFacts payout={payout} />
        </aside>
      </div>
    </Page>
  )
}

function Loading() {
  return (
    <div className={classes["columns"]} aria-busy="true">
      <Stack gap="md">
        <Skeleton height={110} />
        <Skeleton height={90} />
        <Skeleton height={320} />
      </Stack>
      <Skeleton height={420} />
    </div>
  )
}
