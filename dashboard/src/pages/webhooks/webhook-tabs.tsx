import { PageTabs } from "../../parts/page-tabs.tsx"
import { useWords } from "../../words/words.ts"

/** What came in, what went out, what goes out again. */
export function WebhookTabs() {
  const words = useWords().webhooks.tabs
  return (
    <PageTabs
      label={words.label}
      tabs={[
        { to: "/webhooks/received", label: words.received },
        { to: "/webhooks/sent", label: words.sent },
        { to: "/webhooks/resends", label: words.resends },
      ]}
    />
  )
}
