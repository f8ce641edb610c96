import { Page } from "../../parts/page.tsx"
import { useWords } from "../../words/words.ts"

export function PaymentsPage() {
  return <Page title={useWords().payouts.title}>…</Page>
}
