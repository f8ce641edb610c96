import { PageTabs } from "../../parts/page-tabs.tsx"
import { useWords } from "../../words/words.ts"

export function PayoutTabs() {
  const words = useWords().payouts
  return (
    <PageTabs
      label={words.tabs}
      tabs={[
        { to: "/payouts", label: words.payouts },
        { to: "/batches", label: words.batches },
        { to: "/payments", label: words.payments },
      ]}
    />
  )
}
