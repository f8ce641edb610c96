import { Page } from "../../parts/page.tsx"
import { useWords } from "../../words/words.ts"

export function SetupPage() {
  return <Page title={useWords().account.title}>…</Page>
}
