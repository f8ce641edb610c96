import { Page } from "../../parts/page.tsx"
import { useWords } from "../../words/words.ts"

export function ReceivedPage() {
  return <Page title={useWords().webhooks.title}>…</Page>
}
