import { Page } from "../../parts/page.tsx"
import { useWords } from "../../words/words.ts"

export function MePage() {
  return <Page title={useWords().account.title}>…</Page>
}
