import { Skeleton, Stack } from "@mantine/core"

import { useFilters } from "../../list/use-filters.ts"
import { useWords } from "../../words/words.ts"
import { NoAccount } from "./account-picker.tsx"
import { ApprovalList } from "./approval-list.tsx"
import { LabFrame } from "./lab-frame.tsx"
import { useAccounts, type Account } from "./use-lab.ts"

/** What waits at a provider until a person decides: top-ups at Pivot, reviews at Adyen. */
export function ApprovalPage() {
  const words = useWords().lab
  return (
    <LabFrame title={words.titles.approval}>
      <Lists />
    </LabFrame>
  )
}

function Lists() {
  const words = useWords().lab.approval
  const accounts = useAccounts()
  const filters = useFilters(["pivot", "adyen"])
  if (accounts === undefined) return <Skeleton height={420} aria-busy />
  const at = (provider: "pivot" | "adyen") => {
    const own = accounts.filter((each) => each.provider === provider)
    const account = own.find(({ id }) => id === filters.values[provider]) ?? own.at(-1)
    return { own, account, onPick: (id: string): void => filters.set(provider, id) }
  }
  const pivot = at("pivot")
  const adyen = at("adyen")
  return (
    <Stack gap="lg">
      {pivot.account === undefined ? (
        <NoAccount provider="pivot" onMade={pivot.onPick} />
      ) : (
        <ApprovalList
          title={words.pivot}
          why={words.pivotWhy}
          account={pivot.account}
          accounts={pivot.own}
          onPick={pivot.onPick}
          list={PIVOT}
        />
      )}
      {adyen.account === undefined ? (
        <NoAccount provider="adyen" onMade={adyen.onPick} />
      ) : (
        <ApprovalList
          title={words.adyen}
          why={words.adyenWhy}
          account={adyen.account}
          accounts={adyen.own}
          onPick={adyen.onPick}
          list={ADYEN}
        />
      )}
    </Stack>
  )
}

/** How a provider's list is found and what is done with what stands in it. */
export interface WaitingList {
  readonly provider: Account["provider"]
  readonly query: { readonly kind: string; readonly status: string }
  /** Which argument of its actions names the thing. */
  readonly argument: string
  readonly approve: "retry" | "confirm"
  readonly refuse: "cancel" | "decline"
  /** Makes one that waits. */
  readonly make: Readonly<Record<string, unknown>>
}

const PIVOT: WaitingList = {
  provider: "pivot",
  query: { kind: "batch", status: "PENDING" },
  argument: "uuid",
  approve: "retry",
  refuse: "cancel",
  // The sandbox number that finds the balance too low once.
  make: { account_number: "999966660007" },
}
const ADYEN: WaitingList = {
  provider: "adyen",
  query: { kind: "payout", status: "submitted" },
  argument: "psp_reference",
  approve: "confirm",
  refuse: "decline",
  make: {},
}
