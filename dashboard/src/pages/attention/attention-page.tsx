import { Page } from "../../parts/page.tsx"
import { useWords } from "../../words/words.ts"

export function AttentionPage() {
  return <Page title={useWords().attention.title}>…</Page>
}
