import { Page } from "../../parts/page.tsx"
import { useWords } from "../../words/words.ts"

export function PayoutPage() {
  return <Page title={useWords().payouts.title}>…</Page>
}
