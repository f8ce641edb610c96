import { Page } from "../../parts/page.tsx"
import { useWords } from "../../words/words.ts"

export function ApprovalPage() {
  return <Page title={useWords().lab.title}>…</Page>
}
