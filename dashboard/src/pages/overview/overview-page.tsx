import { Page } from "../../parts/page.tsx"
import { useWords } from "../../words/words.ts"

export function OverviewPage() {
  return <Page title={useWords().overview.title}>…</Page>
}
