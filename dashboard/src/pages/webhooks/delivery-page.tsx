import { Page } from "../../parts/page.tsx"
import { useWords } from "../../words/words.ts"

export function DeliveryPage() {
  return <Page title={useWords().webhooks.title}>…</Page>
}
