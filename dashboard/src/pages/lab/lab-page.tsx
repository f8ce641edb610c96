import { Page } from "../../parts/page.tsx"
import { useWords } from "../../words/words.ts"

export function LabPage() {
  return <Page title={useWords().lab.title}>…</Page>
}
