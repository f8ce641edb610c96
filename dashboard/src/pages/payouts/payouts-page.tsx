import { Page } from "../../parts/page.tsx"
import { useWords } from "../../words/words.ts"

export function PayoutsPage() {
  return <Page title={useWords().payouts.title}>…</Page>
}
